// SPDX-License-Identifier: GPL-2.0
/*
 * The files of a link that has run: what it does, and its counters. Most links
 * never run, and each file costs a link 180 bytes.
 */
#include "counters.h"
#include "link_read.h"
#include "sysfs_file.h"

#include <linux/rtnetlink.h>

static ssize_t show_active_version(struct qr_link *link, int index, char *buf)
{
	return sysfs_emit(buf, "%u\n",
			  qr_link_read_status(link).active_version);
}

static ssize_t show_other_expires(struct qr_link *link, int index, char *buf)
{
	struct qr_status status = qr_link_read_status(link);

	return sysfs_emit(buf, "%lld\n", ktime_to_ms(status.other_expires));
}

static ssize_t show_groups(struct qr_link *link, int index, char *buf)
{
	return sysfs_emit(buf, "%u\n", qr_link_read_status(link).groups);
}

static struct qr_file status_files[] = {
	QR_FILE_RO("active_version", show_active_version),
	QR_FILE_RO("other_querier_expires_ms", show_other_expires),
	QR_FILE_RO("groups", show_groups),
};

static struct attribute *status_attrs[ARRAY_SIZE(status_files) + 1];

/* Filled in by qr_counters_init(). */
static struct qr_file files[QR_STAT_COUNT];
static struct attribute *attrs[QR_STAT_COUNT + 1];

static ssize_t show(struct qr_link *link, int index, char *buf)
{
	return sysfs_emit(buf, "%llu\n", qr_link_read_stat(link, index));
}

/* Can the protocol count this? Context: any. */
bool qr_counters_has(const struct qr_proto *proto, enum qr_stat stat)
{
	return proto->has_igmp_only || !qr_stat_igmp_only[stat];
}

/* The others are for netlink alone. */
static bool has_file(enum qr_stat stat)
{
	return stat < QR_QUERIES_SENT_GENERAL || stat > QR_GROUPS_PEAK;
}

static umode_t is_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	const struct qr_proto *proto = to_qr_link(kobj)->family->proto;
	int index = to_qr_file(attr)->index;

	return has_file(index) && qr_counters_has(proto, index) ? attr->mode :
								  0;
}

static const struct attribute_group status_group = {
	.attrs = status_attrs,
};

static const struct attribute_group statistics_group = {
	.name = "statistics",
	.attrs = attrs,
	.is_visible = is_visible,
};

static const struct attribute_group *groups[] = {
	&status_group,
	&statistics_group,
	NULL,
};

void __init qr_counters_init(void)
{
	struct attribute **attr = attrs;
	int i;

	for (i = 0; i < ARRAY_SIZE(status_files); i++)
		status_attrs[i] = &status_files[i].attr;
	for (i = 0; i < QR_STAT_COUNT; i++) {
		files[i] = (struct qr_file)QR_FILE_RO(qr_stat_names[i], show);
		files[i].index = i;
		*attr++ = &files[i].attr;
	}
}

/*
 * Does nothing if the link has its counters, or no directory: it gets them with
 * the next one. They go with the directory. Context: process, rtnl held; also
 * within a write to one of the link's files.
 */
int qr_counters_add(struct qr_link *link)
{
	int err;

	ASSERT_RTNL();
	if (!link->dir || link->has_counters)
		return 0;
	err = sysfs_create_groups(link->dir, groups);
	link->has_counters = !err;
	return err;
}
