/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module says of a link by netlink and has no file for. An older
 * module says less, or nothing.
 */
#ifndef QC_DETAIL_H
#define QC_DETAIL_H

#include "json.h"
#include "link.h"
#include "notice.h"

/*
 * The detail of a link: an object with the members of detail_member(), and with
 * the counters by name in "stats"; what the module leaves out is missing. NULL:
 * it says nothing of the link. All links are asked about at the first call; the
 * caller does not own the object.
 */
struct json_object *detail_find(const struct link *link);

/* The members in the order of JSON; NULL ends them. */
const struct notice_attr *detail_member(size_t i);

/* The names of counters in the order of the module; NULL ends them. */
const char *detail_counter(size_t i);

#endif /* QC_DETAIL_H */
