// SPDX-License-Identifier: GPL-2.0
/*
 * The protocol core against anything that an administrator, a clock and a LAN
 * can do to it: the input is a program of steps for one engine (see steps.c).
 * After each step everything that is due is done, each query is built and
 * parsed again, and the invariants are checked.
 */
#include "run.h"
#include "wire.h"

#define MAX_OUTPUT	100000		/* queries due at one moment */
#define PLENTY		(1UL << 30)	/* bytes of memory */

static struct seen *to_seen(struct qr_observer *observer)
{
	return container_of(observer, struct seen, observer);
}

static void see_group(struct qr_observer *observer,
		      enum qr_member_change change,
		      const struct qr_group *group)
{
	struct seen *seen = to_seen(observer);

	switch (change) {
	case QR_ADDED:
		must(group->tracked);
		seen->groups++;
		break;
	case QR_REMOVED:
	case QR_EXPIRED:
		must(seen->groups && seen->sources >= group->sources.count);
		seen->groups--;
		seen->sources -= group->sources.count;
		break;
	case QR_CHANGED:
		must(group->tracked);
		break;
	}
}

static void see_source(struct qr_observer *observer,
		       enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source)
{
	struct seen *seen = to_seen(observer);

	must(group->sources.count);
	if (change == QR_ADDED)
		seen->sources++;
	else if (change != QR_CHANGED)
		must(seen->sources--);
}

static void see_record(struct qr_observer *observer, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_verdict verdict)
{
	must(verdict < QR_VERDICTS);
}

static const struct qr_observer_ops seen_ops = {
	.group = see_group,
	.source = see_source,
	.record = see_record,
};

/* Let the engine do everything that is due, a little at a time. */
static void drain(struct run *run)
{
	const struct qr_proto *proto = run->family->proto;
	size_t size = qr_wire_query_max(proto, fuzz_failing ? 0 : run->mtu);
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
 * Small limits are reached; without them more can happen. The small world has
 * the floor of a container, too.
 */
static void limit(struct run *run, bool small)
{
	struct qr_params params = *run->engine.params;
	struct qr_membership old;

	if (small) {
		params.max_groups = 3;
		params.max_sources = 5;
		params.max_hosts = 3;
		params.track_hosts = 1;
		params.floor_ms = 1000;
	}
	qr_engine_set_params(&run->engine, &params, run->now, &old);
	note_limits(run);
}

/* The first byte of an input: the family, and whether limits are small. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { .at = data, .len = size };
	struct run *run = calloc(1, sizeof(*run));
	union qr_addr source;
	u8 world = take(&in);

	run->family = fuzz_families[world % 128 % fuzz_family_count];
	run->now = NSEC_PER_SEC;
	run->mtu = 1500;
	run->seen.observer.ops = &seen_ops;
	fuzz_failing = 0;
	qr_params_init(&run->params, run->family->proto->version_max);
	qr_engine_init(&run->engine, run->family->proto, &run->seen.observer,
		       &run->params);
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
	must(!run->seen.groups && !run->seen.sources);
	must(!fuzz_live && !run->pool.held.counter);
	free(run);
	return 0;
}
