// SPDX-License-Identifier: GPL-2.0
/*
 * The protocol core against whatever an administrator, a clock and a LAN may
 * do to it: the input is a program of steps for one engine (see steps[]). After
 * each step all that is due is taken, each query is built and parsed again, and
 * everything that must hold is looked at.
 */
#include "engine_input.h"
#include "wire.h"
#include "family.h"

#include <stdio.h>

#define MAX_OUTPUT	100000		/* queries due at one moment */
#define WORK		7
#define LONGEST_PACKET	65535

#define must(condition) do {						\
	if (!(condition)) {						\
		fprintf(stderr, "%s:%d: does not hold: %s\n",		\
			__func__, __LINE__, #condition);		\
		abort();						\
	}								\
} while (0)

/* --- the input ------------------------------------------------------------- */

struct input {
	const u8 *at;
	size_t len;
};

static u8 take(struct input *in)
{
	if (!in->len)
		return 0;
	in->len--;
	return *in->at++;
}

static u16 take16(struct input *in)
{
	u16 high = take(in);

	return high << 8 | take(in);
}

/* Octets of the input; fewer than wanted at its end. */
static const u8 *take_some(struct input *in, size_t *len)
{
	const u8 *at = in->at;

	*len = min(*len, in->len);
	in->at += *len;
	in->len -= *len;
	return at;
}

/* --- what runs ------------------------------------------------------------- */

/* What the observer was told of, less what it was told the end of. */
struct told {
	struct qr_observer observer;
	size_t groups;
	size_t sources;
};

struct run {
	const struct fuzz_family *family;
	struct qr_engine engine;
	struct told told;
	ktime_t now;
	u32 mtu;
	u32 most_groups;	/* the highest limits since there were none */
	u32 most_sources;
};

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

/* --- what must hold -------------------------------------------------------- */

static size_t check_sources(const struct run *run, const struct qr_group *group)
{
	const struct qr_addr_node *node, *before = NULL;
	size_t count = 0;

	for (node = qr_addr_tree_first(&group->sources.tree); node;
	     before = node, node = qr_addr_tree_next(node)) {
		const struct qr_source *source =
			container_of(node, struct qr_source, node);

		must(run->family->proto->is_source(&node->addr));
		must(!before || memcmp(&before->addr, &node->addr,
				       sizeof(node->addr)) < 0);
		must(!source->named && !source->fresh);
		must(source->expires > run->now ||
		     (!source->expires && group->mode == QR_EXCLUDE));
		must(!source->retransmit || group->sources_at != KTIME_MAX);
		count++;
	}
	must(count == group->sources.count);
	must(count <= run->most_sources);
	return count;
}

/* When something will have to be done with a group. */
static ktime_t deadline(const struct qr_group *group)
{
	ktime_t next = group->sources_at;
	const struct qr_addr_node *node;

	if (group->retransmit)
		next = min(next, group->query_at);
	if (group->mode == QR_EXCLUDE)
		next = min(next, group->expires);
	for (node = qr_addr_tree_first(&group->sources.tree); node;
	     node = qr_addr_tree_next(node)) {
		ktime_t expires =
			container_of(node, struct qr_source, node)->expires;

		if (expires)
			next = min(next, expires);
	}
	return next;
}

static void check_group(const struct run *run, const struct qr_group *group)
{
	must(run->family->proto->holds_state(&group->node.addr));
	must(!qr_group_is_empty(group));
	must(group->mode == QR_INCLUDE ? !group->retransmit :
					 group->expires > run->now);
	must(group->tracked == run->engine.params.track_groups);
	must(!group->asking);
	must(!RB_EMPTY_NODE(&group->alarm.node));
	must(deadline(group) > run->now && deadline(group) != KTIME_MAX);
	must(group->soonest <= deadline(group));
	must(group->alarm.expires <= deadline(group));
}

static size_t count_alarms(const struct timerqueue_head *head)
{
	const struct rb_node *rb = rb_first(&head->root);
	ktime_t before = 0;
	size_t count = 0;

	for (; rb; rb = rb_next(rb), count++) {
		ktime_t expires =
			rb_entry(rb, struct timerqueue_node, node)->expires;

		must(expires >= before);
		before = expires;
	}
	return count;
}

/* What is shown of it: the same groups, but for those that nobody reported. */
static void check_shown(const struct run *run)
{
	struct qr_status status = qr_engine_status(&run->engine, run->now);
	const struct qr_group *group;
	const union qr_addr lowest = {};
	size_t count = 0;

	for (group = qr_membership_from(&run->engine.members, &lowest); group;
	     group = qr_membership_after(group))
		count++;
	must(count == run->told.groups);
	must(count == status.groups);
	must(status.querier == run->engine.election.querier);
	must(!status.querier || run->engine.running);
	must(!status.other_expires || !status.querier);
}

static void check(struct run *run)
{
	const struct qr_membership *members = &run->engine.members;
	const struct qr_addr_node *node;
	size_t groups = 0, tracked = 0, sources = 0;

	for (node = qr_addr_tree_first(&members->groups); node;
	     node = qr_addr_tree_next(node), groups++) {
		const struct qr_group *group =
			container_of(node, struct qr_group, node);

		check_group(run, group);
		tracked += group->tracked;
		sources += check_sources(run, group);
	}
	must(members->count == groups);
	must(count_alarms(&members->alarms) == groups);
	must(groups <= run->most_groups);
	must(run->told.groups == tracked);
	must(run->told.sources == sources);
	must(run->engine.running || !groups);
	must(qr_engine_next(&run->engine) > run->now);
	check_shown(run);
}

/* What is sent can be read, and says the same. */
static void check_query(const struct run *run, const struct qr_query *query)
{
	const struct qr_proto *proto = run->family->proto;
	size_t size = proto->query_size(query);
	struct qr_msg msg;
	u8 *packet;

	must(size <= max(run->mtu, 128U) && size <= LONGEST_PACKET);
	packet = malloc(size);
	proto->build(query, packet);
	must(qr_parse(proto, packet, size, &msg) == QR_ACCEPTED);
	free(packet);

	must(msg.type == QR_MSG_QUERY && msg.version == query->version);
	must(msg.router_alert);
	must(qr_addr_equal(&msg.source, &query->source));
	must(qr_addr_equal(&msg.group, &query->group));
	must(msg.max_resp_ms <= query->max_resp_ms || query->version == 1);
	must(query->version == proto->version_max || !query->list.count);
	if (query->version < proto->version_max)
		return;
	must(msg.suppress == query->suppress);
	must(msg.list.count == query->list.count);
	must(msg.list.len == query->list.len);
	must(msg.list.len == msg.list.count * (size_t)proto->addr_len);
	must(msg.robustness == (query->robustness > 7 ? 0 : query->robustness));
	must(msg.query_interval_ms <= query->query_interval_ms);
}

/* Let the engine do all that it wants to by now, a little at a time. */
static void drain(struct run *run)
{
	unsigned int work = 0;
	struct qr_query query;
	size_t count;

	for (count = 0; !work; count++) {
		must(count < MAX_OUTPUT);
		work = 1 + count % WORK;
		while (qr_engine_output(&run->engine, run->now, &work,
					&query)) {
			must(run->engine.running);
			check_query(run, &query);
			must(count++ < MAX_OUTPUT);
		}
	}
	/* There was work left, so all is done. */
	must(qr_engine_next(&run->engine) > run->now);
	qr_engine_take_events(&run->engine);
}

/* --- steps ----------------------------------------------------------------- */

static void forget(struct run *run)
{
	struct qr_membership old;

	qr_engine_forget_members(&run->engine, &old);
	while (qr_engine_free_members(&run->engine, &old, WORK))
		;
	run->most_groups = 0;
	run->most_sources = 0;
}

static void note_limits(struct run *run)
{
	const struct qr_params *params = &run->engine.params;

	/* Without a table 64 are asked for at a time. */
	run->most_groups = max(run->most_groups,
			       params->track_groups ? params->max_groups : 64);
	run->most_sources = max(run->most_sources, params->max_sources);
}

/* Up to the very moment of the next deadline, or some time on. */
static void wait(struct run *run, struct input *in)
{
	u8 how = take(in);
	ktime_t next = qr_engine_next(&run->engine);

	if (how < 64 && next != KTIME_MAX)
		run->now = next - (how & 1 && next - 1 > run->now);
	else
		run->now += (take(in) + 1LL) << (how & 31);
}

static void start_or_stop(struct run *run, struct input *in)
{
	if (run->engine.running) {
		qr_engine_stop(&run->engine);
		forget(run);
		note_limits(run);
	} else {
		qr_engine_start(&run->engine, run->now);
	}
}

/* As link.c and device.c do it. */
static void configure(struct run *run, struct input *in)
{
	struct qr_params params = run->engine.params;
	u8 id = take(in);
	u32 value = take16(in);
	u32 tracked = params.track_groups;

	if (id % 16 >= QR_PARAM_COUNT)
		params.mode = value % 3;
	else
		qr_params_set(&params, id % 16, value << (id >> 4));
	if (qr_params_check(&params, run->family->proto->version_max) ||
	    (run->family->proto->link_local && params.mode == QR_MODE_PROXY))
		return;
	qr_engine_set_params(&run->engine, &params, run->now);
	if (params.track_groups != tracked)
		forget(run);
	note_limits(run);
}

/* A small world: most addresses that are drawn are drawn again. */
static union qr_addr draw_source(const struct run *run, u8 which)
{
	union qr_addr addr = {};

	if (which % 16)
		run->family->host(&addr, which % 16);
	return addr;
}

static void move(struct run *run, struct input *in)
{
	union qr_addr source = draw_source(run, take(in));

	/* Where one is needed device.c does not start without. */
	if (run->family->proto->link_local && qr_addr_any(&source))
		return;
	qr_engine_set_source(&run->engine, &source, run->now);
}

static void set_mtu(struct run *run, struct input *in)
{
	const struct qr_proto *proto = run->family->proto;
	struct qr_query full = { .version = proto->version_max };

	run->mtu = (u32)take16(in) << (take(in) & 3);
	qr_engine_set_mtu(&run->engine, run->mtu);

	/* So many sources nobody reports in a short while. */
	full.list.len = run->engine.members.room;
	must(proto->query_size(&full) <= LONGEST_PACKET);
}

static void fail(struct run *run, struct input *in)
{
	shim_failing = take(in) + 1;
}

static void query_now(struct run *run, struct input *in)
{
	qr_engine_query_now(&run->engine);
}

static void hear(struct run *run, struct qr_msg *msg, u8 origin)
{
	if (!run->engine.running)
		return;
	msg->origin = origin & 8 ? origin % 4 : QR_ORIGIN_SUBNET;
	qr_engine_input(&run->engine, msg, run->now);
}

static volatile union qr_addr touched;

/* All that a message lists is there: the sanitizer sees the rest of it. */
static void check_list(const struct run *run, const struct qr_msg *msg)
{
	const struct qr_proto *proto = run->family->proto;
	struct qr_list records = msg->list;
	struct qr_record record;
	union qr_addr last;

	if (!records.count)
		return;
	if (msg->type == QR_MSG_QUERY) {
		last = qr_list_addr(&records, proto->addr_len,
				    records.count - 1);
		touched = last;
		return;
	}
	while (records.count &&
	       !qr_record_next(&records, proto, &record)) {
		if (!record.sources.count)
			continue;
		last = qr_list_addr(&record.sources, proto->addr_len,
				    record.sources.count - 1);
		touched = last;
	}
}

/* A packet as it comes; with the flags its sums and lengths are set right. */
static void packet(struct run *run, struct input *in)
{
	u8 flags = take(in);
	size_t len = take16(in) % 2048;
	const u8 *at = take_some(in, &len);
	u8 *copy = malloc(len);
	struct qr_msg msg;

	memcpy(copy, at, len);
	run->family->mend(copy, len, flags);
	if (qr_parse(run->family->proto, copy, len, &msg) == QR_ACCEPTED) {
		check_list(run, &msg);
		hear(run, &msg, flags >> 4);
	}
	free(copy);
}

/* Records, sources and groups in as few octets as can be. */
static size_t put_sources(const struct run *run, u8 *at, u16 which)
{
	size_t addr_len = run->family->proto->addr_len;
	size_t count = 0;
	int i;

	for (i = 0; i < 16; i++) {
		union qr_addr addr = draw_source(run, i);

		if (which & BIT(i))
			memcpy(at + addr_len * count++, &addr, addr_len);
	}
	return count;
}

static size_t put_record(const struct run *run, u8 *at, struct input *in)
{
	size_t addr_len = run->family->proto->addr_len;
	u8 type = take(in), group = take(in);
	union qr_addr addr = {};
	size_t count;

	run->family->group(&addr, group);
	count = put_sources(run, at + 4 + addr_len, type & 8 ? take16(in) : 0);
	at[0] = type % 8;
	at[1] = 0;
	at[2] = 0;
	at[3] = count;
	memcpy(at + 4, &addr, addr_len);
	return 4 + addr_len + count * addr_len;
}

static void report(struct run *run, struct input *in)
{
	u8 flags = take(in), source = take(in);
	struct qr_msg msg = {
		.type = QR_MSG_REPORT,
		.version = run->family->proto->version_max,
		.router_alert = !(flags & 128),
		.source = draw_source(run, source),
	};
	u8 records[8 * (4 + 17 * 16)];
	size_t len = 0;
	int i;

	for (i = 0; i <= flags % 8; i++)
		len += put_record(run, records + len, in);
	msg.list = (struct qr_list) { .at = records, .len = len, .count = i };
	hear(run, &msg, source >> 4);
}

static void older(struct run *run, struct input *in)
{
	u8 flags = take(in), source = take(in);
	struct qr_msg msg = {
		.type = flags & 1 ? QR_MSG_LEAVE : QR_MSG_REPORT,
		.version = run->family->proto->version_max - 1,
		.router_alert = !(flags & 128),
		.source = draw_source(run, source),
	};

	if (msg.type == QR_MSG_REPORT && flags & 2 && msg.version > 1)
		msg.version--;
	run->family->group(&msg.group, take(in));
	hear(run, &msg, source >> 4);
}

static void query(struct run *run, struct input *in)
{
	u8 flags = take(in), source = take(in);
	struct qr_msg msg = {
		.type = QR_MSG_QUERY,
		.version = 1 + flags % run->family->proto->version_max,
		.router_alert = !(flags & 128),
		.suppress = flags & 64,
		.source = draw_source(run, source),
		.max_resp_ms = take16(in) * 100,
	};
	u8 sources[16 * 16];

	if (flags & 32)
		run->family->group(&msg.group, take(in));
	if (msg.version == run->family->proto->version_max) {
		msg.robustness = take(in) % 8;
		msg.query_interval_ms = take16(in) * MSEC_PER_SEC;
		msg.list.at = sources;
		if (flags & 16)
			msg.list.count = put_sources(run, sources, take16(in));
		msg.list.len = msg.list.count * run->family->proto->addr_len;
	}
	hear(run, &msg, source >> 4);
}

static void (*const steps[])(struct run *run, struct input *in) = {
	wait, report, older, query, packet, configure, wait, report,
	start_or_stop, move, set_mtu, fail, query_now, wait, packet, older,
};

/* With small limits they are met; without, more can happen. */
static void limit(struct run *run, bool small)
{
	struct qr_params params = run->engine.params;

	if (small) {
		params.max_groups = 3;
		params.max_sources = 5;
	}
	qr_engine_set_params(&run->engine, &params, run->now);
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
	shim_failing = 0;
	qr_engine_init(&run->engine, run->family->proto, &run->told.observer);
	limit(run, world & 128);
	source = draw_source(run, 8);
	qr_engine_set_source(&run->engine, &source, run->now);
	qr_engine_start(&run->engine, run->now);

	while (in.len) {
		steps[take(&in) % ARRAY_SIZE(steps)](run, &in);
		drain(run);
		check(run);
	}

	qr_engine_stop(&run->engine);
	forget(run);
	must(!run->told.groups && !run->told.sources);
	must(!shim_live);
	free(run);
	return 0;
}
