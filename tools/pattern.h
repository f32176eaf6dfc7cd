/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The heads of a configuration file's sections: "[eth0 lan* mld]".
 */
#ifndef QC_PATTERN_H
#define QC_PATTERN_H

#include "family.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct glob - a shell glob for interfaces' names
 * @text: as it was written
 * @name: the one name that it matches, without backslashes; NULL: it has "*",
 *	"?" or "["
 */
struct glob {
	char *text;
	char *name;
};

/**
 * struct pattern - which links a section is for
 * @globs: one of them has to match
 * @count: their number
 * @family: the only family; NULL: all
 */
struct pattern {
	struct glob *globs;
	size_t count;
	const struct family *family;
};

/*
 * Reads a head, which begins with "[", and the comment behind it. On failure
 * @words says what is wrong, as a sentence of its own.
 */
bool pattern_parse(struct pattern *pattern, const char *head, char *words);
void pattern_free(struct pattern *pattern);

/* Is there a name that it matches? Such as "a/b" is none. */
bool pattern_can_match(const struct glob *glob);

bool pattern_matches(const struct pattern *pattern, const char *ifname,
		     const struct family *family);

/* The interface, if it is for one link and no other; or NULL. */
const char *pattern_link(const struct pattern *pattern);

/* Is the interface named, not only matched? */
bool pattern_names(const struct pattern *pattern, const char *ifname);

/* Writes a head; and one for one link. */
void pattern_print(const struct pattern *pattern, FILE *to);
void pattern_print_link(const char *ifname, const struct family *family,
			FILE *to);

/* Where "#" or ";" begins the line, or follows a blank; or the end. */
size_t pattern_comment(const char *text);

#endif /* QC_PATTERN_H */
