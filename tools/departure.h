/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When a general query leaves: the module holds it back after too many.
 */
#ifndef QC_DEPARTURE_H
#define QC_DEPARTURE_H

#include <stdint.h>

/**
 * struct departure - the general queries that left before
 * @ifindex: the interface
 * @known: a bit for each family: an older module does not count them
 * @sent: of each family, how many they were
 */
struct departure {
	unsigned int ifindex;
	unsigned int known;
	uint64_t sent[2];
};

/* Notes how many left so far. */
void departure_begin(struct departure *departure, unsigned int ifindex);

/* Which of these families have sent none since? None, if that is not known. */
unsigned int departure_pending(const struct departure *departure,
			       unsigned int families);

/* The longest time in ms that hosts may take to answer in any of these families. */
unsigned long departure_response_ms(const char *ifname, unsigned int asked);

#endif /* QC_DEPARTURE_H */
