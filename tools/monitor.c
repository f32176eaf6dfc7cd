// SPDX-License-Identifier: GPL-2.0
/*
 * monitor: one line for each change, as it happens.
 */
#include "compiler.h"
#include "escape.h"
#include "json.h"
#include "message.h"
#include "notice.h"
#include "obstacle.h"
#include "verbs.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What an attribute is, and so how it is shown. */
enum shape { NUMBER, WORD, ADDRESS };

/* The attributes of events, in the order of JSON. */
static const struct field {
	int type;
	const char *json;
	enum shape shape;
	enum notice_enum words;
} fields[] = {
	{ IGMP_QUERIER_A_STATE, "state", WORD, ENUM_STATE },
	{ IGMP_QUERIER_A_REASON, "state_reason", WORD, ENUM_REASON },
	{ IGMP_QUERIER_A_QUERIER_ADDRESS, "querier", ADDRESS, 0 },
	{ IGMP_QUERIER_A_SOURCE_ADDRESS, "source", ADDRESS, 0 },
	{ IGMP_QUERIER_A_GROUP, "group", ADDRESS, 0 },
	{ IGMP_QUERIER_A_MODE, "mode", WORD, ENUM_MODE },
	{ IGMP_QUERIER_A_REPORTER, "reporter", ADDRESS, 0 },
	{ IGMP_QUERIER_A_VERSION, "version", NUMBER, 0 },
	{ IGMP_QUERIER_A_GROUPS, "groups", NUMBER, 0 },
	{ IGMP_QUERIER_A_OTHER_QUERIER_EXPIRES, "other_querier_expires_ms",
	  NUMBER, 0 },
	{ IGMP_QUERIER_A_AGE, "age_ms", NUMBER, 0 },
	{ IGMP_QUERIER_A_EXPIRES, "expires_ms", NUMBER, 0 },
	{ IGMP_QUERIER_A_LIMIT, "limit", WORD, ENUM_LIMIT },
	{ IGMP_QUERIER_A_DUPLICATE, "address", ADDRESS, 0 },
};

static void say_state(const struct notice *notice)
{
	const char *reason = notice_word(notice->attrs[IGMP_QUERIER_A_REASON],
					 ENUM_REASON);
	const char *state = notice_word(notice->attrs[IGMP_QUERIER_A_STATE],
					ENUM_STATE);

	printf("state %s", state);
	if (!strcmp(state, "down"))
		printf(" (%s)", reason);
}

static void say_querier(const struct notice *notice)
{
	const char *state = notice_word(notice->attrs[IGMP_QUERIER_A_STATE],
					ENUM_STATE);
	char address[ADDRESS_SIZE];

	notice_address(notice->attrs[IGMP_QUERIER_A_QUERIER_ADDRESS], address);
	printf("querier %s", *address ? address : "none");
	if (!strcmp(state, "querier"))
		printf(" (this host)");
}

/* How something came to an end. */
static const char *end_of(const struct notice *notice)
{
	return notice->attrs[IGMP_QUERIER_A_EXPIRED] ? "expired" : "removed";
}

static void say_group(const struct notice *notice)
{
	const char *mode = notice_word(notice->attrs[IGMP_QUERIER_A_MODE],
				       ENUM_MODE);
	char group[ADDRESS_SIZE], reporter[ADDRESS_SIZE];

	notice_address(notice->attrs[IGMP_QUERIER_A_GROUP], group);
	notice_address(notice->attrs[IGMP_QUERIER_A_REPORTER], reporter);
	switch (notice->command) {
	case IGMP_QUERIER_CMD_GROUP_ADDED:
		printf("group %s added by %s, mode %s", group, reporter, mode);
		break;
	case IGMP_QUERIER_CMD_GROUP_CHANGED:
		printf("group %s mode %s", group, mode);
		break;
	default:
		printf("group %s %s", group, end_of(notice));
		break;
	}
}

static void say_source(const struct notice *notice)
{
	const struct nlattr *attr = notice->attrs[IGMP_QUERIER_A_SOURCE];
	struct source source;
	char group[ADDRESS_SIZE];

	notice_address(notice->attrs[IGMP_QUERIER_A_GROUP], group);
	notice_source(attr, &source);
	printf("group %s source %s ", group, source.address);
	switch (notice->command) {
	case IGMP_QUERIER_CMD_SOURCE_ADDED:
		printf("added, %s", source.state);
		break;
	case IGMP_QUERIER_CMD_SOURCE_CHANGED:
		printf("%s", source.state);
		break;
	default:
		printf("%s", end_of(notice));
		break;
	}
}

static void say_limit(const struct notice *notice)
{
	const char *limit = notice_word(notice->attrs[IGMP_QUERIER_A_LIMIT],
					ENUM_LIMIT);
	char group[ADDRESS_SIZE];

	notice_address(notice->attrs[IGMP_QUERIER_A_GROUP], group);
	if (!strcmp(limit, "memory"))
		printf("group %s refused: no memory left for it, see members_memory_max",
		       group);
	else
		printf("group %s refused: too many %s, see max-%s", group,
		       limit, limit);
}

static void say_duplicate(const struct notice *notice)
{
	char address[ADDRESS_SIZE];

	notice_address(notice->attrs[IGMP_QUERIER_A_DUPLICATE], address);
	printf("another host sends from our address %s", address);
}

/* The events, and how each is said after interface and family. */
static const struct event {
	const char *name;
	void (*say)(const struct notice *notice);
} events[IGMP_QUERIER_CMD_MAX + 1] = {
	[IGMP_QUERIER_CMD_QUERIER_CHANGED] = { "querier-changed", say_querier },
	[IGMP_QUERIER_CMD_STATE_CHANGED] = { "state-changed", say_state },
	[IGMP_QUERIER_CMD_GROUP_ADDED] = { "group-added", say_group },
	[IGMP_QUERIER_CMD_GROUP_CHANGED] = { "group-changed", say_group },
	[IGMP_QUERIER_CMD_GROUP_REMOVED] = { "group-removed", say_group },
	[IGMP_QUERIER_CMD_SOURCE_ADDED] = { "source-added", say_source },
	[IGMP_QUERIER_CMD_SOURCE_CHANGED] = { "source-changed", say_source },
	[IGMP_QUERIER_CMD_SOURCE_REMOVED] = { "source-removed", say_source },
	[IGMP_QUERIER_CMD_LIMIT_HIT] = { "limit-hit", say_limit },
	[IGMP_QUERIER_CMD_DUPLICATE_ADDRESS] = { "duplicate-address",
						 say_duplicate },
};

static void print_field(const struct field *field, const struct nlattr *attr)
{
	char address[ADDRESS_SIZE];

	switch (field->shape) {
	case NUMBER:
		json_number(field->json, notice_number(attr));
		break;
	case WORD:
		json_text(field->json, notice_word(attr, field->words));
		break;
	case ADDRESS:
		notice_address(attr, address);
		json_text(field->json, address);
		break;
	}
}

static void print_source(const struct nlattr *attr)
{
	struct source source;

	notice_source(attr, &source);
	json_text("source", source.address);
	json_text("source_state", source.state);
	if (!notice_source_is_excluded(&source))
		json_number("source_expires_ms", source.expires);
}

static void print_json(const char *name, const struct notice *notice,
		       const char *ifname)
{
	struct timespec now;
	size_t i;

	clock_gettime(CLOCK_REALTIME, &now);
	json_open(NULL, '{');
	json_number("time_ms", now.tv_sec * 1000ULL + now.tv_nsec / 1000000);
	json_text("event", name);
	if (*ifname) {
		json_text("interface", ifname);
		json_text("family",
			  notice_word(notice->attrs[IGMP_QUERIER_A_PROTOCOL],
				      ENUM_PROTOCOL));
	}
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (notice->attrs[fields[i].type])
			print_field(&fields[i], notice->attrs[fields[i].type]);
	if (notice->attrs[IGMP_QUERIER_A_SOURCE])
		print_source(notice->attrs[IGMP_QUERIER_A_SOURCE]);
	if (events[notice->command].say == say_group ||
	    events[notice->command].say == say_source)
		json_bool("expired", notice->attrs[IGMP_QUERIER_A_EXPIRED]);
	json_close('}');
	json_end();
}

static bool is_wanted(const struct request *req, const char *ifname)
{
	size_t i;

	for (i = 0; i < req->count; i++)
		if (!strcmp(req->args[i], ifname))
			return true;
	return !req->count;
}

static void report_loss(const struct request *req,
			const struct notice *notice)
{
	if (req->json)
		print_json("lost", notice, "");
	else
		puts("some events were lost, as they came too fast: see 'querierctl groups'");
}

static void print_line(const struct event *event, const struct notice *notice,
		       const char *ifname)
{
	escape_print(ifname, stdout);
	printf(" %s ", notice_word(notice->attrs[IGMP_QUERIER_A_PROTOCOL],
				   ENUM_PROTOCOL));
	event->say(notice);
	putchar('\n');
}

static void print_event(const struct request *req, const struct notice *notice,
			const char *ifname)
{
	const struct event *event = &events[notice->command];

	if (req->json)
		print_json(event->name, notice, ifname);
	else
		print_line(event, notice, ifname);
}

/* An event of sources may name several: a line for each. */
static void print_events(const struct request *req,
			 const struct notice *notice, const char *ifname)
{
	struct notice one = *notice;
	const struct nlattr *attr;

	if (events[notice->command].say != say_source) {
		print_event(req, notice, ifname);
		return;
	}
	notice_for_each(attr, notice, IGMP_QUERIER_A_SOURCE) {
		one.attrs[IGMP_QUERIER_A_SOURCE] = attr;
		print_event(req, &one, ifname);
	}
}

static void report(const struct notice *notice, void *context)
{
	const char *ifname = notice_text(notice->attrs[IGMP_QUERIER_A_IFNAME]);
	const struct request *req = context;

	/* There may be other events in a module that is newer than this. */
	if (notice->command > IGMP_QUERIER_CMD_MAX)
		return;
	if (!notice->command)
		report_loss(req, notice);
	else if (events[notice->command].say && is_wanted(req, ifname))
		print_events(req, notice, ifname);
	/* Nobody reads any more what goes into a pipe, or the disk is full. */
	if (ferror(stdout))
		exit(message_fail("cannot write the output"));
}

int monitor(const struct request *req)
{
	size_t i;

	for (i = 0; i < req->count; i++)
		if (!if_nametoindex(req->args[i]))
			return obstacle_fail_no_device(req->args[i]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	return netlink_monitor(report, (void *)req);
}
