/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Configuration files: their sections and settings, in the order read.
 */
#ifndef QC_CONF_H
#define QC_CONF_H

#include "compiler.h"
#include "key.h"
#include "lookup.h"
#include "pattern.h"

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct place - a line of a file
 * @file: the file's path; NULL: no line, but a default
 * @line: from 1
 */
struct place {
	const char *file;
	unsigned int line;
};

/**
 * struct setting - "key = value"
 * @key: the key
 * @text: the value, as a user writes it; "default" is the module's own
 * @place: where it stands
 * @rank: how many were read before it
 * @complained: that it clashes with another was said
 * @ifname: the interface that this was said of last
 */
struct setting {
	const struct key *key;
	char *text;
	struct place place;
	size_t rank;
	bool complained;
	char ifname[IFNAMSIZ];
};

struct section {
	struct pattern pattern;
	struct place place;
	struct setting *settings;
	size_t count;
};

/**
 * struct conf - what files say, one after the other
 * @sections: in the order read: later ones win
 * @count: their number
 * @lookup: finds those for an interface
 * @settings: the number of settings in all of them
 * @files: the paths, for the places
 * @file_count: their number
 * @is_part: there may be more files, and in them what these leave out
 * @faulty: there were complaints
 */
struct conf {
	struct section **sections;
	size_t count;
	struct lookup lookup;
	size_t settings;
	char **files;
	size_t file_count;
	bool is_part;
	bool faulty;
};

/* Reads one more file; complains of all that is wrong. */
void conf_read(struct conf *conf, const char *path);
void conf_free(struct conf *conf);

/*
 * The sections for a link in their order: call it with the walk that
 * lookup_begin() has begun, until NULL.
 */
struct section *conf_next(const struct conf *conf, struct lookup_walk *walk,
			  const char *ifname, const struct family *family);

/* Prints "FILE:LINE: ...", and marks the configuration as faulty. */
void __printf(3, 4) conf_complain(struct conf *conf, const struct place *place,
				  const char *format, ...);

/* Is the value "default"? */
bool conf_is_default(const struct setting *setting);

/* Can the family take it? If not, @words says why, to follow the value. */
bool conf_is_for(const struct setting *setting, const struct family *family,
		 char *raw, char *words);

#endif /* QC_CONF_H */
