/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address families: each has a directory of files on every interface.
 */
#ifndef QC_FAMILY_H
#define QC_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct family - an address family and its protocol
 * @name: its name on the command line and of its directory
 * @protocol: its protocol, in messages
 * @addresses: its kind of address, in messages
 * @af: AF_INET or AF_INET6
 * @version_max: the newest version of the protocol
 * @link_local: queries are sent from link-local addresses only, so there is
 *	no proxy mode, and the checks of senders cannot be configured
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
