/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which sections may be for an interface? With thousands of VLANs, each with a
 * section of its own, looking at all of them for each takes seconds.
 */
#ifndef QC_LOOKUP_H
#define QC_LOOKUP_H

#include "pattern.h"

#include <stddef.h>

/* A section, by its number, that has an interface's name. */
struct lookup_name {
	const char *name;
	size_t section;
};

/**
 * struct lookup - the sections of a configuration
 * @names: all names, sorted once lookup_sort() was called
 * @name_count: their number
 * @globs: the sections that may be for other names, too, in order
 * @glob_count: their number
 */
struct lookup {
	struct lookup_name *names;
	size_t name_count;
	size_t *globs;
	size_t glob_count;
};

/* Adds a section, whose number is above those before. */
void lookup_add(struct lookup *lookup, const struct pattern *pattern,
		size_t section);
void lookup_sort(struct lookup *lookup);
void lookup_free(struct lookup *lookup);

/**
 * struct lookup_walk - a walk through the sections that may be for a name
 * @name: the next that has it
 * @name_end: behind the last
 * @glob: the next that has a glob
 * @glob_end: behind the last
 */
struct lookup_walk {
	const struct lookup_name *name;
	const struct lookup_name *name_end;
	const size_t *glob;
	const size_t *glob_end;
};

struct lookup_walk lookup_begin(const struct lookup *lookup, const char *name);

/* The next section in order, each once; false: there is no more. */
bool lookup_next(struct lookup_walk *walk, size_t *section);

#endif /* QC_LOOKUP_H */
