// SPDX-License-Identifier: GPL-2.0
/*
 * What may happen to an engine, one function each.
 */
#include "run.h"
#include "wire.h"

#define RECORD_HEADER	4	/* bytes before the group */

/* In one report, more than enough to meet the limit of effort. */
#define CROWD		512	/* sources of one record */
#define REPEATS		256	/* records */

/* The limits of members that are gone count no more. */
static void free_members(struct run *run, struct qr_membership *old)
{
	bool any = old->engaged_until || rb_first(&old->groups);

	while (qr_engine_free_members(&run->engine, old, WORK))
		;
	if (!any)
		return;
	run->most_groups = 0;
	run->most_sources = 0;
	run->most_hosts = 0;
	run->most_memory = 0;
	run->engaged_since = 0;
	run->engaged_until = 0;
}

void stop(struct run *run)
{
	struct qr_membership old;

	qr_engine_stop(&run->engine, &old);
	free_members(run, &old);
}

void note_limits(struct run *run)
{
	const struct qr_params *params = run->engine.params;

	run->most_groups = max(run->most_groups,
			       params->track_groups ? params->max_groups : 0);
	run->most_sources = max(run->most_sources, params->max_sources);
	run->most_hosts = max(run->most_hosts, params->max_hosts);
	run->most_memory = max(run->most_memory, run->pool.limit);
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
		stop(run);
		note_limits(run);
	} else {
		qr_engine_start(&run->engine, run->now);
	}
}

static void configure(struct run *run, struct input *in)
{
	struct qr_params params = *run->engine.params;
	u8 id = take(in);
	u32 value = take16(in);
	struct qr_membership old;

	if (id % 32 >= QR_PARAM_COUNT)
		params.mode = value % 3;
	else
		qr_params_set(&params, id % 32, value << 2 * (id >> 5));
	if (qr_params_check(&params, run->family->proto))
		return;
	qr_engine_set_params(&run->engine, &params, run->now, &old);
	free_members(run, &old);
	note_limits(run);
}

/* A small world: most addresses that are drawn are drawn again. */
union qr_addr draw_source(const struct run *run, u8 which)
{
	union qr_addr addr = {};

	if (which % 16)
		run->family->host(&addr, which % 16);
	return addr;
}

static void move(struct run *run, struct input *in)
{
	union qr_addr source = draw_source(run, take(in));

	/* device.c does not start a link without an address that it needs. */
	if (run->family->proto->needs_address && qr_addr_any(&source))
		return;
	qr_engine_set_source(&run->engine, &source, run->now);
}

static void set_mtu(struct run *run, struct input *in)
{
	run->mtu = (u32)take16(in) << (take(in) & 3);
}

/* An allocation fails later, or the pool for members shrinks. */
static void fail(struct run *run, struct input *in)
{
	u8 how = take(in);

	if (how < 128) {
		fuzz_failing = how + 1;
		return;
	}
	run->pool.limit = (how - 128UL) << 8;
	note_limits(run);
}

static void clear(struct run *run)
{
	struct qr_membership old;

	qr_engine_command_clear(&run->engine, &old);
	free_members(run, &old);
	note_limits(run);
}

/* What an administrator has done at once, and others cause, too. */
static void query_now(struct run *run, struct input *in)
{
	union qr_addr group = {};
	u8 how = take(in);

	run->family->group(&group, how >> 3);
	switch (how % 8) {
	case 2:
		qr_engine_command_query(&run->engine, NULL, run->now);
		break;
	case 3:
		qr_engine_command_query(&run->engine, &group, run->now);
		break;
	case 4:
		clear(run);
		break;
	case 5:
		qr_engine_command_clear_group(&run->engine, &group, run->now);
		break;
	default:
		if (how & 1)
			qr_engine_query_again(&run->engine, run->now);
		else
			qr_engine_query_now(&run->engine);
	}
}

static void hear(struct run *run, struct qr_msg *msg, u8 origin)
{
	if (!run->engine.running)
		return;
	msg->origin = origin & 8 ? origin % 8 % (QR_ORIGIN_NO_HOST + 1) :
				   QR_ORIGIN_SUBNET;
	msg->is_ours = origin & 1;
	msg->mac[QR_MAC_LEN - 1] = origin & 3;
	fuzz_walked = 0;
	qr_engine_input(&run->engine, msg, run->now);
	check_effort(run, msg);
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
		last = qr_record_source(&records, proto->addr_len,
					records.count - 1);
		touched = last;
		return;
	}
	while (records.count &&
	       !qr_record_next(&records, proto, &record)) {
		if (!record.sources.count)
			continue;
		last = qr_record_source(&record.sources, proto->addr_len,
					record.sources.count - 1);
		touched = last;
	}
}

/* A raw packet; the flags say which checksums and lengths to correct. */
static void packet(struct run *run, struct input *in)
{
	u8 flags = take(in);
	size_t len = take16(in) % 2048;
	const u8 *at = take_some(in, &len);
	u8 *copy = malloc(len);
	struct qr_msg msg;

	/* The parser sets all fields but @origin, @mac and @is_ours. */
	memset(&msg, 0xa5, sizeof(msg));
	memcpy(copy, at, len);
	run->family->mend(copy, len, flags);
	if (qr_wire_parse(run->family->proto, copy, len, &msg) == QR_ACCEPTED) {
		check_list(run, &msg);
		hear(run, &msg, flags >> 4);
	}
	free(copy);
}

/* Records, sources and groups in as few bytes as possible. */
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

/* Return: the end of the header. */
static u8 *put_header(const struct run *run, u8 *at, u8 type, u8 group,
		      u16 count)
{
	size_t addr_len = run->family->proto->addr_len;
	union qr_addr addr = {};

	run->family->group(&addr, group);
	at[0] = type % 8;
	at[1] = 0;
	at[2] = count >> 8;
	at[3] = count;
	memcpy(at + RECORD_HEADER, &addr, addr_len);
	return at + RECORD_HEADER + addr_len;
}

static u8 *put_record(const struct run *run, u8 *at, struct input *in)
{
	size_t addr_len = run->family->proto->addr_len;
	u8 type = take(in), group = take(in);
	u8 *sources = at + RECORD_HEADER + addr_len;
	size_t count = put_sources(run, sources, type & 8 ? take16(in) : 0);

	put_header(run, at, type, group, count);
	return sources + count * addr_len;
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
	u8 records[8 * (RECORD_HEADER + 17 * 16)];
	u8 *at = records;
	int i;

	for (i = 0; i <= flags % 8; i++)
		at = put_record(run, at, in);
	msg.list = (struct qr_list) {
		.at = records,
		.len = at - records,
		.count = i,
	};
	hear(run, &msg, source >> 4);
}

/* More sources than a short input can name, not in their order. */
static size_t put_crowd(const struct run *run, u8 *at, size_t count)
{
	size_t addr_len = run->family->proto->addr_len, i;

	for (i = 0; i < count; i++) {
		union qr_addr addr = draw_source(run, 1);
		u8 *host = (u8 *)&addr + addr_len - 2;

		host[0] = 1 + i / 256;
		host[1] = i * 167;
		memcpy(at + i * addr_len, &addr, addr_len);
	}
	return count;
}

/* One record of many sources, then another one again and again. */
static void flood(struct run *run, struct input *in)
{
	u8 types = take(in), group = take(in), hosts = take(in);
	size_t crowd = take16(in) % CROWD, repeats = take16(in) % REPEATS;
	size_t addr_len = run->family->proto->addr_len, i;
	struct qr_msg msg = {
		.type = QR_MSG_REPORT,
		.version = run->family->proto->version_max,
		.router_alert = true,
		.source = draw_source(run, 9),
		.list.count = 1 + repeats,
	};
	u8 *records = malloc((crowd + (1 + repeats) * 9) * addr_len +
			     (1 + repeats) * RECORD_HEADER);
	u8 *at = records;

	at = put_header(run, at, types % 8, group, crowd);
	at += addr_len * put_crowd(run, at, crowd);
	for (i = 0; i < repeats; i++) {
		u8 *header = at;

		at += RECORD_HEADER + addr_len;
		at += addr_len * put_sources(run, at, hosts);
		put_header(run, header, types >> 4, group,
			   (at - header - RECORD_HEADER) / addr_len - 1);
	}
	msg.list.at = records;
	msg.list.len = at - records;
	hear(run, &msg, 0);
	free(records);
}

static void solicit(struct run *run, u8 flags, u8 source)
{
	struct qr_msg msg = {
		.type = QR_MSG_SOLICITATION,
		.version = 2,
		.router_alert = !(flags & 128),
		.source = draw_source(run, source),
	};

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

	if (flags == 5) {
		solicit(run, flags, source);
		return;
	}
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
	start_or_stop, move, set_mtu, fail, query_now, wait, packet, flood,
};

/* The next byte of the input says what happens, those after it how. */
void step(struct run *run, struct input *in)
{
	steps[take(in) % ARRAY_SIZE(steps)](run, in);
}
