// SPDX-License-Identifier: GPL-2.0
/*
 * doctor: says what is wrong on this host and its LANs, and what to do.
 */
#include "doctor.h"
#include "doctor_checks.h"
#include "compiler.h"
#include "duration.h"
#include "joins.h"
#include "listen.h"
#include "message.h"
#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>

/* What a check needs. */
enum { NEEDS_MODULE = 1 << 0 };

/**
 * struct check - a row of doctor.yaml
 * @id: its number
 * @needs: NEEDS_*
 * @host: looks at all, once
 * @device: looks at each interface
 * @link: looks at each querier
 * @running: looks at each querier that runs
 * @wire: looks at what each interface heard; only with --listen
 */
static const struct check {
	const char *id;
	unsigned int needs;
	void (*host)(struct scene *scene);
	void (*device)(struct scene *scene, const struct scene_device *device);
	void (*link)(struct scene *scene, const struct scene_link *link);
	void (*running)(struct scene *scene, const struct scene_link *link);
	void (*wire)(struct scene *scene, const struct scene_link *link);
} checks[] = {
#include "doctor_table.h"
};

/* Does it look at more than the wire? */
static bool is_quick(const struct check *check)
{
	return check->host || check->device || check->link || check->running;
}

/* Why a check cannot be made; NULL: it can. */
static const char *find_lack(const struct scene *scene,
			     const struct check *check)
{
	if (!scene->req->listen && !is_quick(check))
		return "needs --listen";
	if (check->needs & NEEDS_MODULE && !scene->is_loaded)
		return "needs the module";
	return NULL;
}

static void run_link(struct scene *scene, const struct check *check,
		     const struct scene_link *link)
{
	if (check->link && link->dir >= 0)
		check->link(scene, link);
	if (check->running && scene_is_running(link))
		check->running(scene, link);
	if (check->wire && link->device->heard)
		check->wire(scene, link);
}

static void run_device(struct scene *scene, const struct check *check,
		       const struct scene_device *device)
{
	size_t i;

	if (check->device)
		check->device(scene, device);
	for (i = 0; i < SCENE_FAMILIES; i++)
		run_link(scene, check, &device->links[i]);
}

static void run_check(struct scene *scene, const struct check *check)
{
	const char *lack = find_lack(scene, check);
	size_t i;

	if (lack) {
		findings_skip(&scene->findings, check->id, lack);
		return;
	}
	if (check->wire && *scene->deaf)
		findings_skip(&scene->findings, check->id, scene->deaf);
	if (check->host)
		check->host(scene);
	for (i = 0; i < scene->count; i++)
		if (scene->devices[i].is_wanted)
			run_device(scene, check, &scene->devices[i]);
}

/* "last report 4s ago", or that there was none. */
static void describe_report(const struct scene_link *link, char *words,
			    size_t size)
{
	uint64_t last = link->numbers[IGMP_QUERIER_A_LAST_REPORT];
	char age[VALUE_SIZE];

	if (last == SCENE_NONE) {
		snprintf(words, size, "no report of others yet");
		return;
	}
	duration_format_age(last, age, sizeof(age));
	snprintf(words, size, "last report %s ago", age);
}

static void describe_since(const struct scene_link *link, char *words,
			   size_t size)
{
	uint64_t since = link->numbers[IGMP_QUERIER_A_QUERIER_SINCE];
	char age[VALUE_SIZE];

	*words = '\0';
	if (since == SCENE_NONE)
		return;
	duration_format_age(since, age, sizeof(age));
	snprintf(words, size, " for %s", age);
}

/* A passive one has listened too short a time to say more. */
static void print_unheard(const struct scene_link *link)
{
	message_line("%s %s: no querier was heard so far: ask again later",
		     link->device->ifname, link->family->name);
}

/* "eth0 igmp: all is well: this host is the querier for 3h4m, ..." */
static void print_well(const struct scene_link *link)
{
	char report[WORDS_SIZE], since[WORDS_SIZE];
	const char *groups = link->raw[KEY_GROUPS];

	describe_report(link, report, sizeof(report));
	describe_since(link, since, sizeof(since));
	message_line("%s %s: all is well: %s is the querier%s, %s groups, %s",
		     link->device->ifname, link->family->name,
		     scene_is_querier(link) ? "this host" :
		     link->raw[KEY_QUERIER_ADDRESS], since,
		     *groups ? groups : "0", report);
}

static bool is_well(const struct scene *scene, const struct scene_link *link)
{
	return link->device->is_wanted && scene_is_running(link) &&
	       !findings_has(&scene->findings, link->device->ifname,
			     link->family, SEVERITY_WARNING);
}

static void print_all_well(const struct scene *scene)
{
	const struct scene_link *link;
	size_t i, family;

	for (i = 0; i < scene->count; i++)
		for (family = 0; family < SCENE_FAMILIES; family++) {
			link = &scene->devices[i].links[family];
			if (!is_well(scene, link))
				continue;
			if (scene_has_querier(link))
				print_well(link);
			else
				print_unheard(link);
		}
}

static void print_text(const struct scene *scene)
{
	findings_print(&scene->findings, scene->req->verbose);
	print_all_well(scene);
	findings_print_skipped(&scene->findings);
}

static void print(struct scene *scene)
{
	findings_sort(&scene->findings);
	if (scene->req->json)
		findings_print_json(&scene->findings);
	else
		print_text(scene);
}

static void run_checks(struct scene *scene)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(checks); i++)
		run_check(scene, &checks[i]);
}

bool doctor_count(unsigned int *counts)
{
	const struct request req = { 0 };
	enum severity severity;
	struct scene scene;
	int status;

	status = scene_read(&scene, &req);
	if (!status)
		run_checks(&scene);
	for (severity = 0; severity < SEVERITIES; severity++)
		counts[severity] = findings_count(&scene.findings, severity);
	joins_forget();
	scene_free(&scene);
	return !status;
}

int doctor(const struct request *req)
{
	int status, heard = STATUS_DONE;
	struct scene scene;

	status = scene_read(&scene, req);
	if (!status && req->listen)
		heard = listen_run(&scene);
	if (!status) {
		run_checks(&scene);
		print(&scene);
		status = findings_count(&scene.findings, SEVERITY_PROBLEM) ?
			 STATUS_FAILED : heard | message_check_output();
	}
	listen_free(&scene);
	joins_forget();
	scene_free(&scene);
	return status;
}
