// SPDX-License-Identifier: GPL-2.0
#include "scene.h"
#include "device.h"
#include "duration.h"
#include "files.h"
#include "layers.h"
#include "message.h"
#include "module.h"
#include "netlink.h"
#include "notice.h"
#include "obstacle.h"
#include "route.h"
#include "sysfs.h"
#include "verbs.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Its directory, that of each link, and what --listen opens for it. */
enum { FILES_OF_DEVICE = 1 + SCENE_FAMILIES + 2 };

static void read_link(struct scene_device *device, size_t index)
{
	struct scene_link *link = &device->links[index];
	enum key_id id;
	size_t i;

	*link = (struct scene_link){
		.device = device,
		.family = &families[index],
		.dir = openat(device->dir, families[index].name,
			      O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.since_ms = SCENE_NONE,
		.groups_added = SCENE_NONE,
	};
	for (i = 0; i < ARRAY_SIZE(link->numbers); i++)
		link->numbers[i] = SCENE_NONE;
	for (id = 0; id < KEY_COUNT && link->dir >= 0; id++)
		if (sysfs_read(link->dir, keys[id].file, link->raw[id],
			       VALUE_SIZE))
			link->raw[id][0] = '\0';
}

static bool is_wanted(const struct request *req, const char *ifname)
{
	size_t i;

	for (i = 0; i < req->count; i++)
		if (!strcmp(req->args[i], ifname))
			return true;
	return !req->count;
}

/* It may go away meanwhile: then there is nothing to look at. */
static void add_device(struct scene *scene, const char *ifname)
{
	struct scene_device *device = &scene->devices[scene->count];
	size_t i;

	*device = (struct scene_device){ .dir = device_open(ifname) };
	if (device->dir < 0)
		return;
	memcpy(device->ifname, ifname, strnlen(ifname, IFNAMSIZ - 1));
	device->ifindex = device_read_number(device->dir, "ifindex");
	device->is_wanted = is_wanted(scene->req, ifname);
	for (i = 0; i < SCENE_FAMILIES; i++)
		read_link(device, i);
	scene->count++;
}

static int check_names(const struct request *req)
{
	size_t i;

	for (i = 0; i < req->count; i++) {
		if (obstacle_check_name(req->args[i]))
			return STATUS_USAGE;
		if (!device_exists(req->args[i])) {
			obstacle_fail_no_device(req->args[i]);
			return STATUS_USAGE;
		}
	}
	return STATUS_DONE;
}

/* What the kernel says by netlink is of this namespace. */
static bool is_foreign(const struct sysfs_names *names)
{
	int i;

	for (i = 0; i < names->count; i++)
		if (device_is_foreign(names->entry[i]->d_name)) {
			obstacle_fail_foreign(names->entry[i]->d_name);
			return true;
		}
	return false;
}

static void add_devices(struct scene *scene, const struct sysfs_names *names)
{
	int i;

	scene->devices = calloc(names->count + 1, sizeof(*scene->devices));
	if (!scene->devices)
		message_no_memory();
	files_allow(names->count * FILES_OF_DEVICE);
	for (i = 0; i < names->count; i++)
		add_device(scene, names->entry[i]->d_name);
}

static int read_devices(struct scene *scene)
{
	struct sysfs_names names;
	int status = STATUS_USAGE;

	if (check_names(scene->req) || device_list(&names))
		return STATUS_USAGE;
	if (!is_foreign(&names)) {
		add_devices(scene, &names);
		status = STATUS_DONE;
	}
	sysfs_free_names(&names);
	return status;
}

static void copy_text(const struct nlattr *attr,
		      const struct notice_attr *desc, char *text, size_t size)
{
	struct json_object *value = notice_value(attr, desc);

	snprintf(text, size, "%s", value ? json_object_get_string(value) : "");
	json_object_put(value);
}

static uint64_t read_stat(const struct nlattr *nest, uint16_t type)
{
	const struct nlattr *attr = route_find(nest, type);

	return attr ? notice_number(attr) : SCENE_NONE;
}

static void read_notice(struct scene_link *link, const struct notice *notice)
{
	static const struct notice_attr mac = { .type = NOTICE_MAC };
	static const struct notice_attr address = { .type = NOTICE_ADDRESS };
	const struct nlattr *stats = notice->attrs[IGMP_QUERIER_A_STATS];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(link->numbers); i++)
		if (notice->attrs[i])
			link->numbers[i] = notice_number(notice->attrs[i]);
	copy_text(notice->attrs[IGMP_QUERIER_A_QUERIER_MAC], &mac,
		  link->querier_mac, sizeof(link->querier_mac));
	copy_text(notice->attrs[IGMP_QUERIER_A_OLDER_QUERIER], &address,
		  link->older_querier, sizeof(link->older_querier));
	link->since_ms = read_stat(stats, IGMP_QUERIER_STATS_A_SINCE_MS);
	link->groups_added = read_stat(stats,
				       IGMP_QUERIER_STATS_A_GROUPS_ADDED);
}

static void add_notice(const struct notice *notice, void *context)
{
	uint64_t ifindex, protocol;
	struct scene *scene = context;
	size_t i;

	ifindex = notice_number(notice->attrs[IGMP_QUERIER_A_IFINDEX]);
	protocol = notice_number(notice->attrs[IGMP_QUERIER_A_PROTOCOL]);
	for (i = 0; i < scene->count; i++)
		if (scene->devices[i].ifindex == ifindex &&
		    protocol < SCENE_FAMILIES)
			read_notice(&scene->devices[i].links[protocol],
				    notice);
}

int scene_read(struct scene *scene, const struct request *req)
{
	int status;

	*scene = (struct scene){ .req = req, .is_loaded = module_is_loaded() };
	findings_begin(&scene->findings);
	status = read_devices(scene);
	/* A module that is older than this program says less. */
	if (!status && scene->is_loaded)
		netlink_try_dump(IGMP_QUERIER_CMD_INTERFACE_GET, 0, add_notice,
				 scene);
	return status;
}

void scene_free(struct scene *scene)
{
	size_t i, family;

	for (i = 0; i < scene->count; i++) {
		close(scene->devices[i].dir);
		for (family = 0; family < SCENE_FAMILIES; family++)
			if (scene->devices[i].links[family].dir >= 0)
				close(scene->devices[i].links[family].dir);
	}
	free(scene->devices);
	conf_free(&scene->conf);
	explicit_free(&scene->explicits);
	findings_free(&scene->findings);
}

bool scene_is_running(const struct scene_link *link)
{
	return scene_is_querier(link) ||
	       !strcmp(link->raw[KEY_STATE], "non-querier");
}

bool scene_is_querier(const struct scene_link *link)
{
	return !strcmp(link->raw[KEY_STATE], "querier");
}

bool scene_has_querier(const struct scene_link *link)
{
	return strcmp(link->raw[KEY_QUERIER_ADDRESS], "none");
}

/* "auto" is only for what leads to a network card. */
bool scene_is_enabled(const struct scene_link *link)
{
	const char *enable = link->raw[KEY_QUERIER_ENABLE];
	const struct obstacle *obstacle;

	if (strcmp(enable, "auto"))
		return !strcmp(enable, "1");
	if (scene_is_running(link))
		return true;
	obstacle = obstacle_find(link->device->ifname, link->dir);
	return !obstacle || !obstacle->lasting;
}

bool scene_is_served(const struct scene_device *device)
{
	size_t i;

	for (i = 0; i < SCENE_FAMILIES; i++)
		if (scene_is_enabled(&device->links[i]))
			return true;
	return false;
}

bool scene_is_any_served(const struct scene *scene)
{
	size_t i;

	for (i = 0; i < scene->count; i++)
		if (scene->devices[i].is_wanted &&
		    scene_is_served(&scene->devices[i]))
			return true;
	return false;
}

uint64_t scene_number(const struct scene_link *link, enum key_id id)
{
	return strtoull(link->raw[id], NULL, 10);
}

uint64_t scene_counter(const struct scene_link *link, const char *name)
{
	char file[sizeof("statistics/") + VALUE_SIZE], text[VALUE_SIZE];

	snprintf(file, sizeof(file), "statistics/%s", name);
	if (link->dir < 0 || sysfs_read(link->dir, file, text, sizeof(text)))
		return 0;
	return strtoull(text, NULL, 10);
}

struct finding *scene_find(struct scene *scene, enum sentence_id id,
			   const struct scene_link *link)
{
	return finding_add(&scene->findings, id, link->device->ifname,
			   link->family);
}

static long long to_number(int err, const char *text)
{
	return err || !*text ? -1 : strtoll(text, NULL, 0);
}

long long scene_read_number(const char *file)
{
	char path[PATH_MAX], text[VALUE_SIZE];

	layers_path(path, sizeof(path), file);
	return to_number(sysfs_read(AT_FDCWD, path, text, sizeof(text)), text);
}

long long scene_device_number(const struct scene_device *device,
			      const char *file)
{
	char text[VALUE_SIZE];

	return to_number(sysfs_read(device->dir, file, text, sizeof(text)),
			 text);
}

/* "in the last 3h4m" */
static void describe_counted(const struct scene_link *link, char *words,
			     size_t size)
{
	char age[VALUE_SIZE];

	if (link->since_ms == SCENE_NONE) {
		snprintf(words, size, "since it first ran");
		return;
	}
	duration_format_age(link->since_ms, age, sizeof(age));
	snprintf(words, size, "in the last %s", age);
}

struct finding *scene_find_counter(struct scene *scene, enum sentence_id id,
				   const struct scene_link *link,
				   const char *name)
{
	uint64_t count = scene_counter(link, name);
	struct finding *finding;
	char words[WORDS_SIZE];

	if (!count)
		return NULL;
	finding = scene_find(scene, id, link);
	describe_counted(link, words, sizeof(words));
	finding_number(finding, name, count);
	finding_phrase(finding, "counted", words);
	if (link->since_ms != SCENE_NONE)
		finding_number(finding, "counted_ms", link->since_ms);
	return finding;
}
