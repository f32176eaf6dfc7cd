/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes links agree with the configuration, one after the other.
 */
#ifndef QC_ADJUST_H
#define QC_ADJUST_H

#include "conf.h"
#include "explicit.h"
#include "link.h"

#include <stdbool.h>

/**
 * struct adjustment - what is to be done, and what came of it
 * @conf: the configuration
 * @explicits: what was set, as the module says
 * @dry_run: only print what would change
 * @stops: only links that are to be switched off; then all others: where the
 *	number of queriers is limited, some may have to stop first
 * @differs: something did differ
 * @is_left_out: the module lacks what is wished
 * @status: STATUS_FAILED if a link refused, or its interface's values clash
 */
struct adjustment {
	struct conf *conf;
	struct explicits explicits;
	bool dry_run;
	bool stops;
	bool differs;
	bool is_left_out;
	int status;
};

/*
 * Changes a link, all of it or nothing, and prints a line for each change.
 * @context: a struct adjustment. A refusal is no error: the next link follows.
 */
int adjust_link(const struct link *link, void *context);

#endif /* QC_ADJUST_H */
