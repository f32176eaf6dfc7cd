/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files with one value each, and directories of them. Errors are negative
 * errno values; what they mean to a person is for the callers to say.
 */
#ifndef QC_SYSFS_H
#define QC_SYSFS_H

#include "compiler.h"

#include <stdbool.h>
#include <stddef.h>

/* Where sysfs is mounted; elsewhere only in tests (QUERIERCTL_SYSFS). */
const char *sysfs_root(void);

/* Whether that is the real sysfs of a running kernel. */
bool sysfs_is_real(void);

/* Opens a directory below the root, to be closed with close(). */
int sysfs_open(const char *format, ...) __printf(1, 2);

/* Reads a value without its newline. */
int sysfs_read(int dir, const char *file, char *text, size_t size);

/* Writes a value, as one store. */
int sysfs_write(int dir, const char *file, const char *text);

/* Reads the last part of where a symbolic link points. */
int sysfs_read_link(int dir, const char *link, char *name, size_t size);

/* The names in a directory, in natural order: eth2 before eth10. */
struct names {
	struct dirent **entry;
	int count;
};

int sysfs_list(int dir, struct names *names);
void names_free(struct names *names);

#endif /* QC_SYSFS_H */
