/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files of a link's directory.
 */
#ifndef QR_SYSFS_FILE_H
#define QR_SYSFS_FILE_H

#include "link.h"

#include <linux/sysfs.h>

/**
 * struct qr_dir - a link's directory
 * @kobj: the directory; frees this when released
 * @link: the link, valid while the directory exists
 */
struct qr_dir {
	struct kobject kobj;
	struct qr_link *link;
};

/**
 * struct qr_file - one file
 * @attr: its name and mode
 * @show: print the value
 * @store: set a new value; process context, rtnl held; 0 or an error
 * @reset: set the default, likewise
 * @index: the parameter or counter, where several files share the functions
 */
struct qr_file {
	struct attribute attr;
	ssize_t (*show)(struct qr_link *link, int index, char *buf);
	int (*store)(struct qr_link *link, int index, const char *text);
	int (*reset)(struct qr_link *link, int index);
	int index;
};

#define QR_FILE_RW(_name, _show, _store, _reset) {			\
	.attr = { .name = (_name), .mode = 0644 },			\
	.show = (_show),						\
	.store = (_store),						\
	.reset = (_reset),						\
}

#define QR_FILE_RO(_name, _show) {					\
	.attr = { .name = (_name), .mode = 0444 },			\
	.show = (_show),						\
}

static inline struct qr_link *to_qr_link(const struct kobject *kobj)
{
	return container_of(kobj, struct qr_dir, kobj)->link;
}

static inline struct qr_file *to_qr_file(struct attribute *attr)
{
	return container_of(attr, struct qr_file, attr);
}

static inline ssize_t qr_sysfs_file_show_address(const struct qr_link *link,
						 const union qr_addr *addr,
						 char *buf)
{
	char text[QR_ADDR_TEXT];

	link->family->format(text, sizeof(text), addr);
	return sysfs_emit(buf, "%s\n", text);
}

#endif /* QR_SYSFS_FILE_H */
