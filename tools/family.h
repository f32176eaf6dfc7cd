/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address families a querier exists for: each has a directory of files
 * on every interface.
 */
#ifndef QC_FAMILY_H
#define QC_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct family - one family
 * @name: what the user calls it, and its directory beside the interface
 * @protocol: its protocol, for sentences
 * @addresses: its kind of address, for sentences
 * @af: that kind, for the C library
 * @version_max: its protocol's newest version
 * @link_local: queries come from link-local addresses only, never from none,
 *	and whom to believe is not left to the administrator
 */
struct family {
	const char *name;
	const char *protocol;
	const char *addresses;
	int af;
	unsigned int version_max;
	bool link_local;
};

extern const struct family families[];
extern const size_t family_count;

/* NULL if there is none of that name. */
const struct family *family_find(const char *name);

#endif /* QC_FAMILY_H */
