// SPDX-License-Identifier: GPL-2.0
#include "answers.h"
#include "compiler.h"
#include "escape.h"
#include "family.h"
#include "message.h"
#include "notice.h"
#include "wellknown.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	GRACE_MS = 1000,	/* for what is under way when the time is over */
	TICK_MS = 1000,		/* between two looks at the clock */
	LOOK_MS = 100,		/* between two looks at what the module sent */
	IPV4_WIDTH = 15,
	IPV6_WIDTH = 25,	/* of a link-local address */
};

/* In the order of JSON. */
static const int fields[] = {
	IGMP_QUERIER_A_IFNAME,
	IGMP_QUERIER_A_PROTOCOL,
	IGMP_QUERIER_A_REPORTER,
	IGMP_QUERIER_A_MAC,
	IGMP_QUERIER_A_VERSION,
	IGMP_QUERIER_A_GROUP,
};

/**
 * struct answers - what was heard
 * @channel: where it comes from
 * @query: what was asked; NULL: nothing so far
 * @rows: an object for each group of a host, in the order in which they came
 * @seen: the same by a key
 * @hosts: of each family, the hosts by address and MAC
 * @groups: of each family, the groups
 * @folded: the groups that are only counted
 * @older: a bit for each family in which an older version was heard
 * @late: a bit for each family whose query did not leave
 * @lost: some reports were lost
 */
struct answers {
	struct channel *channel;
	const struct answers_query *query;
	struct json_object *rows;
	struct json_object *seen;
	struct json_object *hosts[2];
	struct json_object *groups[2];
	struct json_object *folded;
	unsigned int older;
	unsigned int late;
	bool lost;
};

static volatile sig_atomic_t is_interrupted;

static bool has_progress(const struct answers *answers)
{
	return !answers->query->json && isatty(STDOUT_FILENO);
}

/* Begins the line again, on a terminal. */
static void clear_line(const struct answers *answers)
{
	if (has_progress(answers))
		fputs("\r\033[K", stdout);
}

static bool has(struct json_object *set, const char *key)
{
	return json_object_object_get_ex(set, key, NULL);
}

static void add(struct json_object *set, const char *key)
{
	if (json_object_object_add(set, key, json_new_bool(true)))
		message_no_memory();
}

/* A leave is no answer; what is blocked neither. */
static bool is_answer(const struct answers *answers,
		      const struct notice *notice)
{
	const struct nlattr *const *attrs = notice->attrs;
	const struct netlink_target *target = answers->query->target;
	uint64_t protocol = notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]);
	uint64_t type = notice_number(attrs[IGMP_QUERIER_A_RECORD_TYPE]);
	const struct nlattr *group = attrs[IGMP_QUERIER_A_GROUP];

	if (notice->command != IGMP_QUERIER_CMD_REPORT_HEARD || !group ||
	    notice_number(attrs[IGMP_QUERIER_A_IFINDEX]) != target->ifindex ||
	    !(answers->query->families & 1U << protocol))
		return false;
	if (target->len && (mnl_attr_get_payload_len(group) != target->len ||
			    memcmp(mnl_attr_get_payload(group), target->group,
				   target->len)))
		return false;
	return type != IGMP_QUERIER_RECORD_TYPE_TO_IN &&
	       type != IGMP_QUERIER_RECORD_TYPE_BLOCK;
}

static struct json_object *new_row(const struct notice *notice)
{
	struct json_object *row = json_new_object();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (fields[i] != IGMP_QUERIER_A_MAC || notice->attrs[fields[i]])
			notice_add(row, notice, fields[i]);
	json_add(row, "name",
		 json_new_text(wellknown_name(json_text(row, "group"))));
	return row;
}

/*
 * IPv6 gives each host such a group for each of its addresses (RFC 4291 2.7.1),
 * so on a large LAN they would hide what programs listen to.
 */
static bool is_folded(const struct answers *answers,
		      const struct json_object *row)
{
	return !answers->query->verbose && !answers->query->target->len &&
	       json_is(row, "name", "solicited-node");
}

static void print_row(const struct answers *answers,
		      const struct json_object *row)
{
	const char *name = json_text(row, "name");
	int width = answers->query->families & ~1U ? IPV6_WIDTH : IPV4_WIDTH;

	clear_line(answers);
	printf("%-6s %-*s %3s %s%s%s\n", json_text(row, "family"), width,
	       json_text(row, "reporter"), json_text(row, "version"),
	       json_text(row, "group"), name ? " " : "", name ? name : "");
	fflush(stdout);
}

static void count(struct answers *answers, size_t family,
		  const struct json_object *row)
{
	const char *mac = json_text(row, "mac");
	char host[128];

	snprintf(host, sizeof(host), "%s %s", json_text(row, "reporter"),
		 mac ? mac : "");
	add(answers->hosts[family], host);
	add(answers->groups[family], json_text(row, "group"));
	if (json_number(row, "version") < families[family].version_max)
		answers->older |= 1U << family;
}

static void add_row(struct answers *answers, const struct notice *notice)
{
	struct json_object *row = new_row(notice);
	const char *mac = json_text(row, "mac");
	char key[192];

	snprintf(key, sizeof(key), "%s %s %s", json_text(row, "reporter"),
		 mac ? mac : "", json_text(row, "group"));
	if (has(answers->seen, key)) {
		json_object_put(row);
		return;
	}
	add(answers->seen, key);
	json_append(answers->rows, row);
	count(answers, notice_number(notice->attrs[IGMP_QUERIER_A_PROTOCOL]),
	      row);
	if (is_folded(answers, row))
		add(answers->folded, json_text(row, "group"));
	else if (!answers->query->json)
		print_row(answers, row);
}

static void hear(const struct notice *notice, void *context)
{
	struct answers *answers = context;

	if (!notice->command)
		answers->lost = true;
	else if (answers->query && is_answer(answers, notice))
		add_row(answers, notice);
}

static void interrupt(int signal)
{
	(void)signal;
	is_interrupted = 1;
}

/* What was heard so far is worth a sum. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = interrupt };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static unsigned int total(struct json_object *const sets[])
{
	unsigned int sum = 0;
	size_t i;

	for (i = 0; i < family_count; i++)
		sum += json_object_object_length(sets[i]);
	return sum;
}

static void print_count(unsigned int number, const char *what)
{
	printf("%u %s%s", number, what, number == 1 ? "" : "s");
}

/* "14 hosts, 23 groups" */
static void print_counts(unsigned int hosts, unsigned int groups)
{
	print_count(hosts, "host");
	fputs(", ", stdout);
	print_count(groups, "group");
}

static void print_progress(const struct answers *answers, long long left_ms)
{
	if (!has_progress(answers))
		return;
	printf("\r\033[K%lld s left: ", (left_ms + TICK_MS - 1) / TICK_MS);
	print_counts(total(answers->hosts), total(answers->groups));
	fflush(stdout);
}

static void print_delay(const struct answers *answers, long long left_ms)
{
	if (!has_progress(answers))
		return;
	printf("\r\033[Kwaiting: too many queries lately, this one leaves within %lld s",
	       (left_ms + TICK_MS - 1) / TICK_MS);
	fflush(stdout);
}

/* Hosts that were asked before may answer meanwhile. */
static int await_departure(struct answers *answers, long ms)
{
	const struct answers_query *query = answers->query;
	long long left = ms + GRACE_MS, end = now_ms() + left;
	int err = 0;

	do {
		answers->late = departure_pending(query->departure,
						  query->families);
		if (!answers->late || left <= 0)
			break;
		if (left <= ms)
			print_delay(answers, left);
		err = netlink_await(answers->channel, LOOK_MS);
		left = end - now_ms();
	} while (!err && !is_interrupted);
	clear_line(answers);
	return err;
}

static int listen_until(struct answers *answers, long long end)
{
	long long left;
	int err = 0;

	while (!err && !is_interrupted) {
		left = end - now_ms();
		if (left <= 0)
			break;
		print_progress(answers, left);
		err = netlink_await(answers->channel,
				    left < TICK_MS ? left : TICK_MS);
	}
	clear_line(answers);
	return err;
}

/* The time that hosts have to answer begins when the query leaves. */
static int listen_to_all(struct answers *answers)
{
	const struct answers_query *query = answers->query;
	long ms = departure_response_ms(query->ifname, query->families);
	int err = await_departure(answers, ms);

	if (err || answers->late == query->families)
		return err;
	return listen_until(answers, now_ms() + ms + GRACE_MS);
}

/* A query that waited for its turn may end unsent, with the querier. */
static int check_departure(const struct answers *answers)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < family_count && !is_interrupted; i++)
		if (answers->late & 1U << i)
			status = message_fail("%s: %s: the query did not leave, so no host was asked: see 'querierctl show' and 'querierctl statistics'",
					      answers->query->ifname,
					      families[i].protocol);
	return status;
}

/* With the protocol where both were asked. */
static void print_sum(const struct answers *answers, size_t family)
{
	if (answers->query->families & ~(1U << family))
		printf("%s: ", families[family].protocol);
	print_counts(json_object_object_length(answers->hosts[family]),
		     json_object_object_length(answers->groups[family]));
	putchar('\n');
}

static void print_folded(const struct answers *answers)
{
	unsigned int groups = json_object_object_length(answers->folded);

	if (!groups)
		return;
	fputs("and ", stdout);
	print_count(groups, "solicited-node group");
	puts(", which IPv6 itself needs: -v lists them");
}

static void print_sums(const struct answers *answers)
{
	static const char *const older[] = { "IGMPv1 and IGMPv2", "MLDv1" };
	size_t i;

	print_folded(answers);
	for (i = 0; i < family_count; i++)
		if (answers->query->families & 1U << i)
			print_sum(answers, i);
	for (i = 0; i < family_count; i++)
		if (answers->older & 1U << i)
			printf("Hosts of %s hide behind one another: they keep silent once one has reported the group.\n",
			       older[i]);
	if (answers->lost)
		puts("Some reports were lost, as they came too fast.");
	if (is_interrupted)
		puts("Interrupted: others may still answer.");
}

static void print_json(struct answers *answers)
{
	struct json_object *object = json_new_object();

	json_add(object, "answers", json_object_get(answers->rows));
	json_add(object, "hosts", json_new_number(total(answers->hosts)));
	json_add(object, "groups", json_new_number(total(answers->groups)));
	json_print(object);
	putchar('\n');
}

static void print_heading(const struct answers_query *query)
{
	printf("%-6s %-*s VER GROUP\n", "FAMILY",
	       query->families & ~1U ? IPV6_WIDTH : IPV4_WIDTH, "HOST");
	fflush(stdout);
}

struct answers *answers_begin(void)
{
	struct answers *answers = calloc(1, sizeof(*answers));
	size_t i;

	if (!answers)
		message_no_memory();
	answers->rows = json_new_list();
	answers->seen = json_new_object();
	answers->folded = json_new_object();
	for (i = 0; i < family_count; i++) {
		answers->hosts[i] = json_new_object();
		answers->groups[i] = json_new_object();
	}
	answers->channel = netlink_hear_reports(hear, answers);
	if (answers->channel)
		return answers;
	answers_drop(answers);
	return NULL;
}

void answers_drop(struct answers *answers)
{
	size_t i;

	if (answers->channel)
		netlink_end(answers->channel);
	for (i = 0; i < family_count; i++) {
		json_object_put(answers->hosts[i]);
		json_object_put(answers->groups[i]);
	}
	json_object_put(answers->rows);
	json_object_put(answers->seen);
	json_object_put(answers->folded);
	free(answers);
}

int answers_print(struct answers *answers, const struct answers_query *query)
{
	int err, status;

	answers->query = query;
	catch_signals();
	if (!query->json)
		print_heading(query);
	err = listen_to_all(answers);
	if (query->json)
		print_json(answers);
	else
		print_sums(answers);
	status = err ? message_fail("cannot hear reports: %s", strerror(-err)) :
		       check_departure(answers);
	answers_drop(answers);
	return status | message_check_output();
}
