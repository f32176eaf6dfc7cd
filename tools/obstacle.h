/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is there a querier on this interface, and why not?
 */
#ifndef QC_OBSTACLE_H
#define QC_OBSTACLE_H

#include "family.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct obstacle - why no querier runs on an interface
 * @words: what that means and what to do, follows the interface's name
 * @upper: a link to the interface to use instead, or NULL
 * @lasting: the kind of interface is the reason, not its state: no querier can
 *	be enabled on it
 */
struct obstacle {
	const char *words;
	const char *upper;
	bool lasting;
};

/*
 * Finds the obstacle by the module's state_reason in the directory @dir; if
 * that is unknown, or @dir is -1, by the interface. NULL: nothing known.
 */
const struct obstacle *obstacle_find(const char *ifname, int dir);

/* The same by an IGMP_QUERIER_REASON_*. */
const struct obstacle *obstacle_by_reason(unsigned int reason);

/* The module's name for it, as in the file state_reason. */
const char *obstacle_reason(const struct obstacle *obstacle);

/* Describes it, to follow the name: "is a port of br0: enable br0 ...". */
void obstacle_describe(const struct obstacle *obstacle, const char *ifname,
		       char *words, size_t size);

/* The interface to use instead; false: there is none. */
bool obstacle_read_upper(const struct obstacle *obstacle, const char *ifname,
			 char *upper, size_t size);

/* Each of these says why and returns STATUS_FAILED. */
int obstacle_fail_no_device(const char *ifname);
int obstacle_fail_foreign(const char *ifname);

/* The module refused to start a querier; @dir as for obstacle_find(). */
int obstacle_fail_start(const char *ifname, int dir);

/* A family's directory could not be opened or read. */
int obstacle_fail_open(const char *ifname, const struct family *family,
		       int err);

/* Checks all that the name alone tells; says what is wrong with it. */
int obstacle_check_name(const char *ifname);

#endif /* QC_OBSTACLE_H */
