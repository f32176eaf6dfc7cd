// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the configuration files: are they right, and does the kernel have
 * what they say?
 */
#include "doctor_checks.h"
#include "json.h"
#include "layers.h"
#include "message.h"
#include "scene.h"
#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNIT	"querier.service"

/* What is wrong in the files, once they were read: a list of objects. */
static struct json_object *complaints;

/* The file as a whole, which this user may not read. */
static bool is_closed(const char *file, unsigned int line)
{
	return !line && access(file, R_OK) && errno == EACCES;
}

static void add_complaint(const char *file, unsigned int line,
			  const char *text)
{
	struct json_object *complaint = json_new_object();

	json_add(complaint, "file", json_new_text(file));
	json_add(complaint, "line", json_new_number(line));
	json_add(complaint, "fault", json_new_text(text));
	json_add(complaint, "closed", json_new_bool(is_closed(file, line)));
	json_append(complaints, complaint);
}

static void check_conf(struct scene *scene)
{
	size_t i, family;

	effective_check_all(&scene->conf);
	for (i = 0; i < scene->count; i++)
		for (family = 0; family < SCENE_FAMILIES; family++)
			effective_check(&scene->conf,
					scene->devices[i].ifname,
					&families[family]);
}

/* The first check that needs them reads the files. */
static void read_files(struct scene *scene)
{
	if (complaints)
		return;
	complaints = json_new_list();
	message_divert(add_complaint);
	layers_read(&scene->conf, NULL);
	check_conf(scene);
	message_divert(NULL);
	if (scene->is_loaded)
		explicit_load(&scene->explicits);
}

/* Why what the files say cannot be compared. */
static const char *find_lack(void)
{
	size_t i;

	for (i = 0; i < json_object_array_length(complaints); i++)
		if (json_is(json_object_array_get_idx(complaints, i), "closed",
			    "true"))
			return "needs root";
	return "needs files without a fault";
}

static void report_fault(struct scene *scene,
			 const struct json_object *complaint)
{
	struct finding *finding;

	if (json_is(complaint, "closed", "true")) {
		findings_skip(&scene->findings, "D07", "needs root");
		return;
	}
	finding = finding_add(&scene->findings, D07, NULL, NULL);
	finding_text(finding, "file", json_text(complaint, "file"));
	finding_number(finding, "line", json_number(complaint, "line"));
	finding_text(finding, "fault", json_text(complaint, "fault"));
}

void doctor_file_faulty(struct scene *scene)
{
	size_t i;

	read_files(scene);
	for (i = 0; i < json_object_array_length(complaints); i++)
		report_fault(scene, json_object_array_get_idx(complaints, i));
}

/* "query-interval is 125s, not 60s, ..." */
static char *describe_differences(const struct scene_link *link,
				  const struct state *state,
				  const struct effective *effective)
{
	char has[VALUE_SIZE], wants[VALUE_SIZE];
	enum key_id id;
	char *words;
	size_t size;
	FILE *to = open_memstream(&words, &size);

	if (!to)
		message_no_memory();
	for (id = 0; id < KEY_COUNT; id++) {
		const struct present *present = &state->values[id];
		const struct wish *wish = &effective->wishes[id];

		if (!state_has(link->family, id) ||
		    !state_differs(state, effective, id))
			continue;
		fprintf(to, "%s%s is %s, not %s", ftell(to) ? ", " : "",
			keys[id].name,
			state_format(&keys[id], present->raw,
				     present->is_default, has),
			state_format(&keys[id], wish->raw, wish->is_default,
				     wants));
	}
	if (fclose(to))
		message_no_memory();
	return words;
}

static void compare(struct scene *scene, const struct scene_link *link,
		    const struct state *state,
		    const struct effective *effective)
{
	char *words = describe_differences(link, state, effective);

	if (*words)
		finding_text(scene_find(scene, D08, link), "differences",
			     words);
	free(words);
}

/* Does it work now, and would the files switch it off? */
static bool is_by_hand(const struct scene_link *link,
		       const struct effective *effective)
{
	return scene_is_enabled(link) &&
	       !strcmp(effective->wishes[KEY_QUERIER_ENABLE].raw, "0");
}

void doctor_file_compare(struct scene *scene, const struct scene_link *link)
{
	const struct link opened = {
		.ifname = link->device->ifname,
		.family = link->family,
		.dir = link->dir,
	};
	struct effective effective;
	struct state state;

	read_files(scene);
	effective_get(&scene->conf, opened.ifname, link->family, &effective);
	if (scene->conf.faulty) {
		findings_skip(&scene->findings, "D06", find_lack());
		findings_skip(&scene->findings, "D08", find_lack());
		return;
	}
	if (state_read(&opened, &scene->explicits, &state))
		return;
	if (is_by_hand(link, &effective))
		scene_find(scene, D06, link);
	else
		compare(scene, link, &state, &effective);
}

/* Where systemd runs and the unit is installed, does it start at boot? */
void doctor_file_not_at_boot(struct scene *scene)
{
	static const char *const units[] = {
		"etc/systemd/system/" UNIT,
		"usr/local/lib/systemd/system/" UNIT,
		"usr/lib/systemd/system/" UNIT,
		"lib/systemd/system/" UNIT,
	};
	bool is_installed = false;
	size_t i;

	read_files(scene);
	for (i = 0; i < ARRAY_SIZE(units); i++)
		is_installed = is_installed || layers_exists(units[i]);
	if (scene->conf.count && is_installed &&
	    layers_exists("run/systemd/system") &&
	    !layers_exists("etc/systemd/system/multi-user.target.wants/" UNIT))
		finding_add(&scene->findings, D06_UNIT, NULL, NULL);
}
