// SPDX-License-Identifier: GPL-2.0
/*
 * monitor: a line for each event. An event is made into a JSON object, and
 * people read a sentence with members of that object.
 */
#include "compiler.h"
#include "escape.h"
#include "message.h"
#include "notice.h"
#include "obstacle.h"
#include "verbs.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The attributes of events, in the order of JSON. */
static const int fields[] = {
	IGMP_QUERIER_A_STATE,
	IGMP_QUERIER_A_REASON,
	IGMP_QUERIER_A_QUERIER_ADDRESS,
	IGMP_QUERIER_A_SOURCE_ADDRESS,
	IGMP_QUERIER_A_GROUP,
	IGMP_QUERIER_A_MODE,
	IGMP_QUERIER_A_REPORTER,
	IGMP_QUERIER_A_VERSION,
	IGMP_QUERIER_A_GROUPS,
	IGMP_QUERIER_A_OTHER_QUERIER_EXPIRES,
	IGMP_QUERIER_A_AGE,
	IGMP_QUERIER_A_EXPIRES,
	IGMP_QUERIER_A_LIMIT,
	IGMP_QUERIER_A_DUPLICATE,
};

/* An event of a source names what notice_source_attrs calls "address" etc. */
static const char *const source_names[] = {
	[IGMP_QUERIER_SOURCE_A_ADDRESS] = "source",
	[IGMP_QUERIER_SOURCE_A_STATE] = "source_state",
	[IGMP_QUERIER_SOURCE_A_EXPIRES] = "source_expires_ms",
};

/* More than the longest name of a member. */
enum { NAME_SIZE = 32 };

enum event_flags {
	HAS_EXPIRED = 1 << 0,	/* an object has the member "expired" */
	HAS_SOURCES = 1 << 1,	/* a line for each source */
};

/* In JSON. */
static const char *const event_names[IGMP_QUERIER_CMD_MAX + 1] = {
#include "event_rows.h"
};

/**
 * struct event - describes an event
 * @flags: enum event_flags
 * @sentence: for people; {NAME} stands for a member of the object
 * @special: another sentence, if the object's @member has this @value
 */
static const struct event {
	unsigned int flags;
	const char *sentence;
	struct {
		const char *member;
		const char *value;
		const char *sentence;
	} special;
} events[IGMP_QUERIER_CMD_MAX + 1] = {
	[IGMP_QUERIER_CMD_QUERIER_CHANGED] = {
		.sentence = "querier {querier}",
		.special = { "state", "querier",
			     "querier {querier} (this host)" },
	},
	[IGMP_QUERIER_CMD_STATE_CHANGED] = {
		.sentence = "state {state}",
		.special = { "state", "down", "state {state} ({state_reason})" },
	},
	[IGMP_QUERIER_CMD_GROUP_ADDED] = {
		.flags = HAS_EXPIRED,
		.sentence = "group {group} added by {reporter}, mode {mode}",
	},
	[IGMP_QUERIER_CMD_GROUP_CHANGED] = {
		.flags = HAS_EXPIRED,
		.sentence = "group {group} mode {mode}",
	},
	[IGMP_QUERIER_CMD_GROUP_REMOVED] = {
		.flags = HAS_EXPIRED,
		.sentence = "group {group} removed",
		.special = { "expired", "true", "group {group} expired" },
	},
	[IGMP_QUERIER_CMD_SOURCE_ADDED] = {
		.flags = HAS_EXPIRED | HAS_SOURCES,
		.sentence = "group {group} source {source} added, {source_state}",
	},
	[IGMP_QUERIER_CMD_SOURCE_CHANGED] = {
		.flags = HAS_EXPIRED | HAS_SOURCES,
		.sentence = "group {group} source {source} {source_state}",
	},
	[IGMP_QUERIER_CMD_SOURCE_REMOVED] = {
		.flags = HAS_EXPIRED | HAS_SOURCES,
		.sentence = "group {group} source {source} removed",
		.special = { "expired", "true",
			     "group {group} source {source} expired" },
	},
	[IGMP_QUERIER_CMD_LIMIT_HIT] = {
		.sentence = "group {group} refused: too many {limit}, see max-{limit}",
		.special = { "limit", "memory",
			     "group {group} refused: no memory left for it, see members_memory_max" },
	},
	[IGMP_QUERIER_CMD_DUPLICATE_ADDRESS] = {
		.sentence = "another host sends from our address {address}",
	},
};

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

static struct json_object *new_object(const char *event)
{
	struct json_object *object = json_new_object();

	json_add(object, "time_ms", json_new_number(now_ms()));
	json_add(object, "event", json_new_text(event));
	return object;
}

static void add_source(struct json_object *object, const struct nlattr *nest)
{
	const struct nlattr *attrs[IGMP_QUERIER_SOURCE_A_MAX + 1];
	size_t i;

	notice_parse_source(nest, attrs);
	for (i = 1; i < ARRAY_SIZE(attrs); i++)
		if (attrs[i])
			json_add(object, source_names[i],
				 notice_value(attrs[i],
					      &notice_source_attrs[i]));
}

/* @source: the source if the event is about one, or NULL */
static struct json_object *event_object(const struct notice *notice,
					const struct nlattr *source)
{
	const struct event *event = &events[notice->command];
	struct json_object *object = new_object(event_names[notice->command]);
	size_t i;

	notice_add(object, notice, IGMP_QUERIER_A_IFNAME);
	notice_add(object, notice, IGMP_QUERIER_A_PROTOCOL);
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (notice->attrs[fields[i]])
			notice_add(object, notice, fields[i]);
	if (source)
		add_source(object, source);
	if (event->flags & HAS_EXPIRED)
		json_add(object, "expired",
			 json_new_bool(notice->attrs[IGMP_QUERIER_A_EXPIRED]));
	return object;
}

static const char *choose_sentence(const struct event *event,
				   const struct json_object *object)
{
	if (event->special.member &&
	    json_is(object, event->special.member, event->special.value))
		return event->special.sentence;
	return event->sentence;
}

/* Prints the member that @text names up to "}", where it returns. */
static const char *print_member(const char *text,
				const struct json_object *object)
{
	size_t len = strcspn(text, "}");
	char name[NAME_SIZE];
	const char *value;

	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	value = json_text(object, name);
	escape_print(value && *value ? value : "none", stdout);
	return text + len;
}

static void print_sentence(const char *text, const struct json_object *object)
{
	for (; *text; text++) {
		if (*text == '{')
			text = print_member(text + 1, object);
		else
			putchar(*text);
	}
}

static void print_event(const struct request *req, const struct notice *notice,
			const struct nlattr *source)
{
	struct json_object *object = event_object(notice, source);

	if (req->json) {
		json_print(object);
	} else {
		print_sentence("{interface} {family} ", object);
		print_sentence(choose_sentence(&events[notice->command],
					       object), object);
		json_object_put(object);
	}
	putchar('\n');
}

static void print_events(const struct request *req,
			 const struct notice *notice)
{
	const struct nlattr *attr;

	if (!(events[notice->command].flags & HAS_SOURCES)) {
		print_event(req, notice, NULL);
		return;
	}
	notice_for_each(attr, notice, IGMP_QUERIER_A_SOURCE)
		print_event(req, notice, attr);
}

static void report_loss(const struct request *req)
{
	if (req->json) {
		json_print(new_object("lost"));
		putchar('\n');
	} else {
		puts("some events were lost, as they came too fast: see 'querierctl groups'");
	}
}

static bool is_wanted(const struct request *req, const struct notice *notice)
{
	const char *ifname = notice_text(notice->attrs[IGMP_QUERIER_A_IFNAME]);
	size_t i;

	for (i = 0; i < req->count; i++)
		if (!strcmp(req->args[i], ifname))
			return true;
	return !req->count;
}

static void report(const struct notice *notice, void *context)
{
	const struct request *req = context;

	/* A newer module may have other events. */
	if (notice->command > IGMP_QUERIER_CMD_MAX)
		return;
	if (!notice->command)
		report_loss(req);
	else if (events[notice->command].sentence && is_wanted(req, notice))
		print_events(req, notice);
	/* The pipe has no reader any more, or the disk is full. */
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
