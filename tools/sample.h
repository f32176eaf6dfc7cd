/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Queriers that are kept after they were read, to become metrics.
 */
#ifndef QC_SAMPLE_H
#define QC_SAMPLE_H

#include "record.h"

#include <net/if.h>
#include <stdio.h>

/**
 * struct sample - a querier as it was read
 * @ifname: its interface
 * @link: its link, which is closed by now
 * @rec: what was read
 * @labels: what all of its series have: interface="eth0",family="igmp"
 */
struct sample {
	char ifname[IFNAMSIZ];
	struct link link;
	struct record rec;
	char *labels;
};

/**
 * struct samples - all queriers
 * @entry: the queriers
 * @count: their number
 */
struct samples {
	struct sample **entry;
	size_t count;
};

/*
 * Reads all queriers but those on interfaces that cannot have one. Returns an
 * enum status.
 */
int sample_all(struct samples *samples);
void sample_free_all(struct samples *samples);

/* Prints the value of a label, without its quotation marks. */
void sample_print_label(const char *text, FILE *to);

#endif /* QC_SAMPLE_H */
