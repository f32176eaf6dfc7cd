/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A link: one family's querier on one interface. The module has a directory
 * for each.
 */
#ifndef QC_LINK_H
#define QC_LINK_H

#include "family.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct link - a link with its directory open
 * @ifname: the interface
 * @family: the family
 * @dir: the directory; stays valid when the interface is renamed
 * @ifindex: the interface's number; 0: not known yet
 */
struct link {
	const char *ifname;
	const struct family *family;
	int dir;
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
void link_close(struct link *link);

/* Returns a negative errno value on failure. */
typedef int link_visit(const struct link *link, void *context);

/*
 * Visits the links of the named interfaces, or of all if none is named. If an
 * interface goes away meanwhile, that is an error only if it was named.
 */
int link_visit_all(char **ifnames, size_t count, link_visit *visit,
		   void *context);

#endif /* QC_LINK_H */
