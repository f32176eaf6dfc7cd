/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The groups that programs on this host listen to, as its kernel knows them.
 */
#ifndef QC_JOINS_H
#define QC_JOINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JOINS_ADDRESS_SIZE = 16, JOINS_MAX = 1024 };

/**
 * struct join - a group
 * @group: its address
 * @is_reported: the LAN was told so
 */
struct join {
	uint8_t group[JOINS_ADDRESS_SIZE];
	bool is_reported;
};

/**
 * struct joins - groups of one family on one interface that hosts report
 * @family: an index of families[]
 * @entries: the groups, JOINS_MAX at most
 * @count: their number
 */
struct joins {
	unsigned int family;
	struct join *entries;
	size_t count;
};

/* The kernel's file is read once, for all interfaces, until it is forgotten. */
void joins_read(struct joins *joins, unsigned int family,
		unsigned int ifindex);
void joins_free(struct joins *joins);
void joins_forget(void);

/* The entry of a group; NULL: there is none. */
struct join *joins_find(const struct joins *joins, const uint8_t *group);

/* The first of those that are not reported, and their number; NULL: all are. */
const struct join *joins_silent(const struct joins *joins, size_t *count);

#endif /* QC_JOINS_H */
