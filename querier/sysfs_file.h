/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all files of a link's directory have in common.
 */
#ifndef QR_SYSFS_FILE_H
#define QR_SYSFS_FILE_H

#include "link.h"

#include <linux/sysfs.h>

/**
 * struct qr_dir - a link's directory
 * @kobj: the directory, and the lifetime of this
 * @link: the link, good while the directory stands
 */
struct qr_dir {
	struct kobject kobj;
	struct qr_link *link;
};

/**
 * struct qr_file - one file
 * @attr: what sysfs sees
 * @show: print the value
 * @store: take a new value; process context, rtnl held; 0 or an error
 * @index: which parameter or counter, where several files share the functions
 */
struct qr_file {
	struct attribute attr;
	ssize_t (*show)(struct qr_link *link, int index, char *buf);
	int (*store)(struct qr_link *link, int index, const char *text);
	int index;
};

#define QR_FILE_RW(_name, _show, _store) {				\
	.attr = { .name = (_name), .mode = 0644 },			\
	.show = (_show),						\
	.store = (_store),						\
}

#define QR_FILE_RO(_name, _show) {					\
	.attr = { .name = (_name), .mode = 0444 },			\
	.show = (_show),						\
}

static inline struct qr_link *qr_dir_link(const struct kobject *kobj)
{
	return container_of(kobj, struct qr_dir, kobj)->link;
}

static inline struct qr_file *qr_file_of(struct attribute *attr)
{
	return container_of(attr, struct qr_file, attr);
}

#endif /* QR_SYSFS_FILE_H */
