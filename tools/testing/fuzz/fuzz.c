// SPDX-License-Identifier: GPL-2.0
/*
 * The protocol core against whatever an administrator, a clock and a LAN may
 * do to it: the input is a program of steps for one engine (see steps.c). After
 * each step all that is due is taken, each query is built and parsed again, and
 * everything that must hold is looked at.
 */
#include "run.h"
#include "wire.h"

#define MAX_OUTPUT	100000		/* queries due at one moment */
#define PLENTY		(1UL << 30)	/* bytes of memory */

static struct told *told_of(struct qr_observer *observer)
{
	return container_of(observer, struct told, observer);
}

static void told_group(struct qr_observer *observer,
		       enum qr_member_change change,
		       const struct qr_group *group)
{
	struct told *told = told_of(observer);

	switch (change) {
	case QR_ADDED:
		must(group->tracked);
		told->groups++;
		break;
	case QR_REMOVED:
	case QR_EXPIRED:
		must(told->groups && told->sources >= group->sources.count);
		told->groups--;
		told->sources -= group->sources.count;
		break;
	case QR_CHANGED:
		must(group->tracked);
		break;
	}
}

static void told_source(struct qr_observer *observer,
			enum qr_member_change change,
			const struct qr_group *group,
			const struct qr_source *source)
{
	struct told *told = told_of(observer);

	must(group->sources.count);
	if (change == QR_ADDED)
		told->sources++;
	else if (change != QR_CHANGED)
		must(told->sources--);
}

static void told_record(struct qr_observer *observer, const struct qr_msg *msg,
			const struct qr_record *record, enum qr_stat verdict)
{
	must(verdict < QR_STAT_COUNT);
}

/* Let the engine do all that it wants to by now, a little at a time. */
static void drain(struct run *run)
{
	const struct qr_proto *proto = run->family->proto;
	size_t size = qr_wire_query_max(proto, shim_failing ? 0 : run->mtu);
	u8 *packet = malloc(size);
	struct qr_room room = qr_wire_source_room(proto, packet, size);
	unsigned int work = 0;
	struct qr_query query;
	size_t count;

	must(size <= LONGEST_PACKET);

	for (count = 0; !work; count++) {
		must(count < MAX_OUTPUT);
		work = 1 + count % WORK;
		while (qr_engine_output(&run->engine, run->now, &work,
					&room, &query)) {
			must(run->engine.running);
			check_query(run, &query, packet);
			must(count++ < MAX_OUTPUT);
		}
	}
	free(packet);
	/* There was work left, so all is done. */
	must(qr_engine_next(&run->engine) > run->now);
	qr_engine_take_events(&run->engine);
}

/*
 * With small limits they are met; without, more can happen. The small world is
 * a container, too.
 */
static void limit(struct run *run, bool small)
{
	struct qr_params params = run->engine.params;
	struct qr_membership old;

	if (small) {
		params.max_groups = 3;
		params.max_sources = 5;
		params.floor_ms = 1000;
	}
	qr_engine_set_params(&run->engine, &params, run->now, &old);
	note_limits(run);
}

/* The first octet of an input: which family, with small limits or without. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { .at = data, .len = size };
	struct run *run = calloc(1, sizeof(*run));
	union qr_addr source;
	u8 world = take(&in);

	run->family = fuzz_families[world % 128 % fuzz_family_count];
	run->now = NSEC_PER_SEC;
	run->mtu = 1500;
	run->told.observer = (struct qr_observer) {
		.group = told_group,
		.source = told_source,
		.record = told_record,
	};
	fuzz_failing = 0;
	qr_engine_init(&run->engine, run->family->proto, &run->told.observer);
	run->pool.limit = PLENTY;
	qr_engine_set_pool(&run->engine, &run->pool);
	limit(run, world & 128);
	source = draw_source(run, 8);
	qr_engine_set_source(&run->engine, &source, run->now);
	qr_engine_start(&run->engine, run->now);

	while (in.len) {
		step(run, &in);
		drain(run);
		check(run);
	}

	stop(run);
	must(!run->told.groups && !run->told.sources);
	must(!fuzz_live && !run->pool.held.counter);
	free(run);
	return 0;
}
