// SPDX-License-Identifier: GPL-2.0
/*
 * metrics: the state of all queriers in the text format of Prometheus, for
 * node_exporter's textfile collector. In that format all series of a metric
 * stand together, so all queriers are read first.
 */
#include "atomic.h"
#include "compiler.h"
#include "detail.h"
#include "doctor.h"
#include "finding.h"
#include "message.h"
#include "module.h"
#include "sample.h"
#include "verbs.h"

#include <stdlib.h>
#include <string.h>

#include "notice_names.h"

/* Where the series of a metric are printed. */
struct page {
	const struct metric *metric;
	bool has_head;
	FILE *to;
};

/**
 * struct series - a counter, or its part, with a label of its own
 * @counter: the module's name for it
 * @label: the label, such as kind="general"; NULL: none
 */
struct series {
	const char *counter;
	const char *label;
};

/**
 * struct metric - a metric
 * @name: its name without "igmp_querier_"
 * @help: what it is
 * @print: prints its series of a querier
 * @id: the key that it shows
 * @member: or the member of the detail
 * @series: or the counters, ended by one without a name
 */
struct metric {
	const char *name;
	const char *help;
	void (*print)(struct page *page, const struct sample *sample);
	enum key_id id;
	const char *member;
	const struct series *series;
};

/* Counters always end in _total. */
static bool is_counter(const struct metric *metric)
{
	static const char end[] = "_total";
	size_t len = strlen(metric->name);

	return len > strlen(end) &&
	       !strcmp(metric->name + len - strlen(end), end);
}

/* A metric without series is left out. */
static void print_head(struct page *page)
{
	const struct metric *metric = page->metric;

	if (page->has_head)
		return;
	page->has_head = true;
	fprintf(page->to, "# HELP igmp_querier_%s %s\n", metric->name,
		metric->help);
	fprintf(page->to, "# TYPE igmp_querier_%s %s\n", metric->name,
		is_counter(metric) ? "counter" : "gauge");
}

static void begin(struct page *page, const struct sample *sample)
{
	print_head(page);
	fprintf(page->to, "igmp_querier_%s{%s", page->metric->name,
		sample->labels);
}

static void add_label(struct page *page, const char *name, const char *value)
{
	fprintf(page->to, ",%s=\"", name);
	sample_print_label(value, page->to);
	fputc('"', page->to);
}

static void end(struct page *page, const char *value)
{
	fprintf(page->to, "} %s\n", value);
}

static bool is(const struct sample *sample, enum key_id id, const char *word)
{
	return !strcmp(sample->rec.raw[id], word);
}

/* "auto" asks for nothing where it leads to no wire. */
static bool is_enabled(const struct sample *sample)
{
	return !is(sample, KEY_QUERIER_ENABLE, "0") && !sample->rec.unable;
}

static bool is_number(const char *raw)
{
	return *raw && strspn(raw, "0123456789") == strlen(raw);
}

static void print_number(struct page *page, const struct sample *sample,
			 const char *raw)
{
	if (!is_number(raw))
		return;
	begin(page, sample);
	end(page, raw);
}

static void print_seconds(struct page *page, const struct sample *sample,
			  const char *raw)
{
	unsigned long long ms = strtoull(raw, NULL, 10);
	char value[VALUE_SIZE];

	if (!is_number(raw))
		return;
	snprintf(value, sizeof(value), "%llu.%03llu", ms / 1000, ms % 1000);
	begin(page, sample);
	end(page, value);
}

static void print_key(struct page *page, const struct sample *sample)
{
	print_number(page, sample, sample->rec.raw[page->metric->id]);
}

static void print_time(struct page *page, const struct sample *sample)
{
	print_seconds(page, sample, sample->rec.raw[page->metric->id]);
}

static void print_age(struct page *page, const struct sample *sample)
{
	const char *raw = json_text(sample->rec.detail, page->metric->member);

	print_seconds(page, sample, raw ? raw : "");
}

static void print_expiry(struct page *page, const struct sample *sample)
{
	if (!is(sample, KEY_OTHER_QUERIER_EXPIRES, "0"))
		print_time(page, sample);
}

static void print_enabled(struct page *page, const struct sample *sample)
{
	print_number(page, sample, is_enabled(sample) ? "1" : "0");
}

static void print_state(struct page *page, const struct sample *sample)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++) {
		begin(page, sample);
		add_label(page, "state", states[i]);
		end(page, is(sample, KEY_STATE, states[i]) ? "1" : "0");
	}
}

static void print_reason(struct page *page, const struct sample *sample)
{
	if (!is(sample, KEY_STATE, "down") || !is_enabled(sample))
		return;
	begin(page, sample);
	add_label(page, "reason", record_reason(&sample->rec));
	end(page, "1");
}

static void print_elected(struct page *page, const struct sample *sample)
{
	const char *mac = json_text(sample->rec.detail, "querier_mac");

	if (record_is_idle(&sample->rec) ||
	    is(sample, KEY_QUERIER_ADDRESS, "none"))
		return;
	begin(page, sample);
	add_label(page, "address", sample->rec.raw[KEY_QUERIER_ADDRESS]);
	add_label(page, "mac", mac ? mac : "");
	end(page, "1");
}

static const char *find_count(const struct sample *sample, const char *name)
{
	return json_text(json_object_object_get(sample->rec.detail, "stats"),
			 name);
}

static void print_counters(struct page *page, const struct sample *sample)
{
	const struct series *series;
	const char *count;

	for (series = page->metric->series; series->counter; series++) {
		count = find_count(sample, series->counter);
		if (!count)
			continue;
		begin(page, sample);
		if (series->label)
			fprintf(page->to, ",%s", series->label);
		end(page, count);
	}
}

/* One of each reason that the module has, also those that never occurred. */
static void print_ignored(struct page *page, const struct sample *sample)
{
	static const char start[] = "ignored_";
	const char *name, *count;
	size_t i;

	for (i = 0; (name = detail_counter(i)); i++) {
		count = strncmp(name, start, strlen(start)) ? NULL :
			find_count(sample, name);
		if (!count)
			continue;
		begin(page, sample);
		add_label(page, "reason", name + strlen(start));
		end(page, count);
	}
}

#define SERIES(...)	((const struct series[]){ __VA_ARGS__, { 0 } })

static const struct metric metrics_list[] = {
	{
		.name = "enabled",
		.help = "Is a querier wanted on this interface? Not where it is auto and leads to no wire.",
		.print = print_enabled,
	}, {
		.name = "state",
		.help = "What it does; one of the states is 1.",
		.print = print_state,
	}, {
		.name = "down_reason",
		.help = "Why it is down.",
		.print = print_reason,
	}, {
		.name = "elected_info",
		.help = "Who the querier of the LAN is.",
		.print = print_elected,
	}, {
		.name = "active_version",
		.help = "The version of the protocol that is in use.",
		.print = print_key,
		.id = KEY_ACTIVE_VERSION,
	}, {
		.name = "configured_version",
		.help = "The highest version that may be used.",
		.print = print_key,
		.id = KEY_VERSION,
	}, {
		.name = "query_interval_seconds",
		.help = "Time between general queries.",
		.print = print_time,
		.id = KEY_QUERY_INTERVAL,
	}, {
		.name = "query_response_interval_seconds",
		.help = "Time that hosts have to answer.",
		.print = print_time,
		.id = KEY_QUERY_RESPONSE_INTERVAL,
	}, {
		.name = "robustness",
		.help = "Packets in a row that may be lost, plus one.",
		.print = print_key,
		.id = KEY_ROBUSTNESS,
	}, {
		.name = "other_querier_expiry_seconds",
		.help = "Time until another querier is considered gone.",
		.print = print_expiry,
		.id = KEY_OTHER_QUERIER_EXPIRES,
	}, {
		.name = "groups",
		.help = "Groups that have members.",
		.print = print_key,
		.id = KEY_GROUPS,
	}, {
		.name = "groups_limit",
		.help = "The most groups that are kept.",
		.print = print_key,
		.id = KEY_MAX_GROUPS,
	}, {
		.name = "groups_peak",
		.help = "Most groups at a time since it was first enabled.",
		.print = print_counters,
		.series = SERIES({ "groups_peak", NULL }),
	}, {
		.name = "last_report_age_seconds",
		.help = "Time since a report of another host was heard.",
		.print = print_age,
		.member = "last_report_ms",
	}, {
		.name = "queries_sent_total",
		.help = "Queries sent, by what they ask for.",
		.print = print_counters,
		.series = SERIES({ "queries_sent_general", "kind=\"general\"" },
				 { "queries_sent_group", "kind=\"group\"" },
				 { "queries_sent_source",
				   "kind=\"group_source\"" }),
	}, {
		.name = "query_failures_total",
		.help = "Queries lost before the device took them.",
		.print = print_counters,
		.series = SERIES({ "queries_failed", NULL }),
	}, {
		.name = "queries_received_total",
		.help = "Valid queries of other hosts, by version.",
		.print = print_counters,
		.series = SERIES({ "queries_heard_v1", "version=\"1\"" },
				 { "queries_heard_v2", "version=\"2\"" },
				 { "queries_heard_v3", "version=\"3\"" }),
	}, {
		.name = "reports_received_total",
		.help = "Reports, also of this host, by version.",
		.print = print_counters,
		.series = SERIES({ "reports_heard_v1", "version=\"1\"" },
				 { "reports_heard_v2", "version=\"2\"" },
				 { "reports_heard_v3", "version=\"3\"" }),
	}, {
		.name = "leaves_received_total",
		.help = "Leaves of IGMPv2, dones of MLDv1.",
		.print = print_counters,
		.series = SERIES({ "leaves_heard", NULL }),
	}, {
		.name = "elections_total",
		.help = "Elections, by result.",
		.print = print_counters,
		.series = SERIES({ "elections_won", "result=\"won\"" },
				 { "elections_lost", "result=\"lost\"" }),
	}, {
		.name = "ignored_total",
		.help = "Packets and records ignored, by reason.",
		.print = print_ignored,
	},
};

static void print_versions(FILE *to)
{
	char version[VALUE_SIZE];

	module_version(version, sizeof(version));
	fputs("# HELP igmp_querier_info The module that runs.\n"
	      "# TYPE igmp_querier_info gauge\n"
	      "igmp_querier_info{version=\"", to);
	sample_print_label(version, to);
	fputs("\"} 1\n"
	      "# HELP igmp_querier_build_info The module that runs and the tool that asks.\n"
	      "# TYPE igmp_querier_build_info gauge\n"
	      "igmp_querier_build_info{module_version=\"", to);
	sample_print_label(version, to);
	fputs("\",tool_version=\"" VERSION "\"} 1\n", to);
}

static void print_findings(FILE *to)
{
	unsigned int counts[SEVERITIES];
	enum severity severity;

	if (!doctor_count(counts))
		return;
	fputs("# HELP igmp_querier_doctor_findings What the doctor finds on this host, without --listen.\n"
	      "# TYPE igmp_querier_doctor_findings gauge\n", to);
	for (severity = 0; severity < SEVERITIES; severity++)
		fprintf(to,
			"igmp_querier_doctor_findings{severity=\"%s\"} %u\n",
			findings_severity(severity), counts[severity]);
}

static void print_all(const struct request *req,
		      const struct samples *samples, FILE *to)
{
	size_t i, j;

	print_versions(to);
	if (req->doctor)
		print_findings(to);
	for (i = 0; i < ARRAY_SIZE(metrics_list); i++) {
		struct page page = { .metric = &metrics_list[i], .to = to };

		for (j = 0; j < samples->count; j++)
			page.metric->print(&page, samples->entry[j]);
	}
}

static int write_file(const struct request *req, const struct samples *samples)
{
	struct atomic *atomic = atomic_begin(req->output);

	if (!atomic)
		return STATUS_FAILED;
	print_all(req, samples, atomic_file(atomic));
	return atomic_commit(atomic);
}

static int print_samples(const struct request *req,
			 const struct samples *samples)
{
	if (req->output)
		return write_file(req, samples);
	print_all(req, samples, stdout);
	return message_check_output();
}

/* An old file is better than half of a new one: its age tells. */
int metrics(const struct request *req)
{
	struct samples samples;
	int status;

	if (req->count)
		return message_usage("metrics are of all interfaces");
	status = sample_all(&samples);
	if (!status)
		status = print_samples(req, &samples);
	sample_free_all(&samples);
	return status;
}
