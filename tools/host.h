/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hosts that the module knows, as JSON objects.
 */
#ifndef QC_HOST_H
#define QC_HOST_H

#include "netlink.h"

struct json_object;

/* A host as a member of one group; the caller owns it. */
struct json_object *host_new(const struct notice *notice);

/*
 * The list under this name in an object, which is added if it is missing; the
 * object owns it. The object copies @name.
 */
struct json_object *host_list(struct json_object *object, const char *name);

/* What identifies a group of a host, such as "2 0 239.1.1.1"; to be freed. */
char *host_group_key(const struct notice *notice);

/* The same for a host in any group. */
char *host_key(const struct notice *notice);

#endif /* QC_HOST_H */
