// SPDX-License-Identifier: GPL-2.0
#include "snapshot.h"
#include "message.h"
#include "netlink.h"
#include "notice.h"
#include "sysfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	const struct snapshot_entry *first = a, *second = b;
	int order = strcmp(first->ifname, second->ifname);

	return order ? order : (first->protocol > second->protocol) -
			       (first->protocol < second->protocol);
}

static void add_answer(const struct notice *notice, void *context)
{
	const struct nlattr *const *attrs = notice->attrs;
	struct snapshot *to = context;
	struct snapshot_entry *entry;

	to->entry = reallocarray(to->entry, to->count + 1, sizeof(*entry));
	if (!to->entry)
		message_no_memory();
	entry = &to->entry[to->count++];
	*entry = (struct snapshot_entry){
		.protocol = notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]),
		.ifindex = notice_number(attrs[IGMP_QUERIER_A_IFINDEX]),
		.state = notice_number(attrs[IGMP_QUERIER_A_STATE]),
		.reason = notice_number(attrs[IGMP_QUERIER_A_REASON]),
	};
	snprintf(entry->ifname, sizeof(entry->ifname), "%s",
		 notice_text(attrs[IGMP_QUERIER_A_IFNAME]));
}

void snapshot_take(struct snapshot *snapshot)
{
	snapshot_free(snapshot);
	if (!sysfs_is_real())
		return;
	/* What came before an error is right, but is not all. */
	netlink_try_dump(IGMP_QUERIER_CMD_INTERFACE_GET, 0, add_answer,
			 snapshot);
	if (snapshot->count)
		qsort(snapshot->entry, snapshot->count,
		      sizeof(*snapshot->entry), compare);
}

void snapshot_free(struct snapshot *snapshot)
{
	free(snapshot->entry);
	*snapshot = (struct snapshot){ 0 };
}

const struct snapshot_entry *snapshot_find(const struct snapshot *snapshot,
					   const char *ifname,
					   const struct family *family)
{
	struct snapshot_entry wanted = {
		.protocol = family - families,
	};

	if (!snapshot->count)
		return NULL;
	snprintf(wanted.ifname, sizeof(wanted.ifname), "%s", ifname);
	return bsearch(&wanted, snapshot->entry, snapshot->count,
		       sizeof(wanted), compare);
}
