/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who answers a query: the reports that are heard after it.
 */
#ifndef QC_ANSWERS_H
#define QC_ANSWERS_H

#include "departure.h"
#include "netlink.h"

#include <stdbool.h>

/**
 * struct answers_query - what was asked
 * @ifname: the interface
 * @target: the same for the module, and the group if only one is asked for
 * @departure: the general queries before; one that is unknown has left
 * @families: a bit for each index of families[] that asks
 * @json: print JSON
 * @verbose: print also the groups that IPv6 itself needs
 */
struct answers_query {
	const char *ifname;
	const struct netlink_target *target;
	const struct departure *departure;
	unsigned int families;
	bool json;
	bool verbose;
};

struct answers;

/* Listens from now on, before the query is sent. NULL: it failed, and said why. */
struct answers *answers_begin(void);

/*
 * Prints who answers, until the time for it is over or a signal comes, and then
 * a sum; frees the answers. Returns an enum status.
 */
int answers_print(struct answers *answers, const struct answers_query *query);

/* Frees them: nothing was asked. */
void answers_drop(struct answers *answers);

#endif /* QC_ANSWERS_H */
