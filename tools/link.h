/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A link: one family's querier on one interface. The module has a directory
 * for each.
 */
#ifndef QC_LINK_H
#define QC_LINK_H

#include "family.h"
#include "key.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct link - a link with its directory open, or only a file of it
 * @ifname: the interface
 * @family: the family
 * @dir: the directory, or -1; stays valid when the interface is renamed
 * @is_file: only its file querier_enable is open
 * @file: that file; likewise
 * @ifindex: the interface's number; 0: not known yet
 */
struct link {
	const char *ifname;
	const struct family *family;
	int dir;
	bool is_file;
	int file;
	unsigned int ifindex;
};

/* Does the module have this link? Prints nothing if not. */
bool link_exists(const char *ifname, const struct family *family);

/* Opens a link; returns a negative errno value if the module lacks it. */
int link_try_open(struct link *link, const char *ifname,
		  const struct family *family);

/* The same for one that the user named; on failure says why. */
int link_open(struct link *link, const char *ifname,
	      const struct family *family);

/*
 * Opens only its file querier_enable, for link_read() and link_write(): for
 * thousands of links that is half of the system calls. Returns a negative errno
 * value, also if this user cannot write to it.
 */
int link_try_open_enable(struct link *link, const char *ifname,
			 const struct family *family);

void link_close(struct link *link);

/*
 * Reads or writes the value of a key; @raw has VALUE_SIZE bytes. Return a
 * negative errno value on failure: -EBADF if only another key's file is open.
 */
int link_read(const struct link *link, const struct key *key, char *raw);
int link_write(const struct link *link, const struct key *key, const char *raw);

/* Returns a negative errno value on failure. */
typedef int link_visit(const struct link *link, void *context);

/*
 * Visits the links of the named interfaces, or of all if none is named. If an
 * interface goes away meanwhile, that is an error only if it was named.
 */
int link_visit_all(char **ifnames, size_t count, link_visit *visit,
		   void *context);

#endif /* QC_LINK_H */
