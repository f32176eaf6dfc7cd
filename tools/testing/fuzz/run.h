/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run: an engine, what is known of it, and what is done with it.
 */
#ifndef FUZZ_RUN_H
#define FUZZ_RUN_H

#include "engine_command.h"
#include "engine_detail.h"
#include "engine_input.h"
#include "fuzz_family.h"
#include "input.h"
#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>

#define WORK		7	/* for the engine to do at a time */
#define LONGEST_PACKET	65535

#define must(condition) do {						\
	if (!(condition)) {						\
		fprintf(stderr, "%s:%d: does not hold: %s\n",		\
			__func__, __LINE__, #condition);		\
		abort();						\
	}								\
} while (0)

/* What the observer saw added, minus what it saw removed. */
struct seen {
	struct qr_observer observer;
	size_t groups;
	size_t sources;
};

struct run {
	const struct fuzz_family *family;
	struct qr_params params;
	struct qr_engine engine;
	struct qr_pool pool;
	struct seen seen;
	ktime_t now;
	u32 mtu;
	u32 most_groups;	/* the highest limits since there were none */
	u32 most_sources;
	u32 most_hosts;
	size_t most_memory;	/* the same of the pool */
	ktime_t engaged_since;	/* as it was after the last step */
	ktime_t engaged_until;
};

/* invariants.c */
void check(struct run *run);
void check_effort(const struct run *run, const struct qr_msg *msg);
void check_query(const struct run *run, const struct qr_query *query,
		 u8 *packet);

/* steps.c */
void step(struct run *run, struct input *in);
union qr_addr draw_source(const struct run *run, u8 which);
void note_limits(struct run *run);
void stop(struct run *run);

#endif /* FUZZ_RUN_H */
