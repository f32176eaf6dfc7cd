/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files with one value each, and directories of them. Errors are negative
 * errno values, for the callers to explain.
 */
#ifndef QC_SYSFS_H
#define QC_SYSFS_H

#include "compiler.h"

#include <stdbool.h>
#include <stddef.h>

/* /sys, or in tests the directory that QUERIERCTL_SYSFS names. */
const char *sysfs_root(void);

/* Is it the real /sys? */
bool sysfs_is_real(void);

/* Does it show the interfaces of this network namespace? */
enum sysfs_view { SYSFS_OWN, SYSFS_FOREIGN, SYSFS_UNKNOWN };

enum sysfs_view sysfs_find_view(void);

/* Opens a directory below the root; the caller closes it. */
int sysfs_open(const char *format, ...) __printf(1, 2);

/* Opens a file, for sysfs_read_file() and sysfs_write_file(). */
int sysfs_open_file(const char *format, ...) __printf(1, 2);

/* Reads a value without its newline. */
int sysfs_read(int dir, const char *file, char *text, size_t size);
int sysfs_read_file(int fd, char *text, size_t size);

/* Writes a value by one write(). */
int sysfs_write(int dir, const char *file, const char *text);
int sysfs_write_file(int fd, const char *text);

/* Reads the last component of a symbolic link's target. */
int sysfs_read_link(int dir, const char *link, char *name, size_t size);

/* The names in a directory, in natural order (eth2 before eth10). */
struct sysfs_names {
	struct dirent **entry;
	int count;
};

int sysfs_list(int dir, struct sysfs_names *names);
void sysfs_free_names(struct sysfs_names *names);

#endif /* QC_SYSFS_H */
