// SPDX-License-Identifier: GPL-2.0
#include "layers.h"
#include "message.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAIN_FILE	"querierctl.conf"
#define DROP_INS	MAIN_FILE ".d"

/* An earlier one hides what has the same name in a later one. */
static const char *const layers[] = { "etc", "run", "usr/lib" };

/**
 * struct drop_in - a file of a drop-in directory
 * @name: its name there
 * @layer: which directory: index of layers[]
 */
struct drop_in {
	char *name;
	size_t layer;
};

/* All drop-ins, those that are hidden too. */
struct drop_ins {
	struct drop_in *entry;
	size_t count;
};

void layers_path(char *path, size_t size, const char *file)
{
	const char *root = secure_getenv("QUERIERCTL_ROOT");
	int len = snprintf(path, size, "%s/%s", root ? root : "", file);

	if (len >= (int)size)
		*path = '\0';
}

bool layers_exists(const char *file)
{
	char path[PATH_MAX];
	struct stat info;

	layers_path(path, sizeof(path), file);
	return !lstat(path, &info);
}

FILE *layers_open(const char *file)
{
	char path[PATH_MAX];

	layers_path(path, sizeof(path), file);
	return fopen(path, "re");
}

static void drop_in_path(char *path, size_t size, size_t layer,
			 const char *name)
{
	char file[PATH_MAX];

	snprintf(file, sizeof(file), "%s/%s%s%s", layers[layer], DROP_INS,
		 *name ? "/" : "", name);
	layers_path(path, size, file);
}

/* An empty file or a link to /dev/null is read as well: it says nothing. */
static void read_main(struct conf *conf)
{
	char path[PATH_MAX], file[PATH_MAX];
	struct stat info;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layers); i++) {
		snprintf(file, sizeof(file), "%s/%s", layers[i], MAIN_FILE);
		layers_path(path, sizeof(path), file);
		if (lstat(path, &info) && (errno == ENOENT || errno == ENOTDIR))
			continue;
		conf_read(conf, path);
		return;
	}
}

static int is_drop_in(const struct dirent *entry)
{
	static const char suffix[] = ".conf";
	size_t len = strlen(entry->d_name);

	return *entry->d_name != '.' && len > strlen(suffix) &&
	       !strcmp(entry->d_name + len - strlen(suffix), suffix);
}

static void add_drop_in(struct drop_ins *all, const char *name, size_t layer)
{
	struct drop_in *entry = &all->entry[all->count++];

	*entry = (struct drop_in){ .name = strdup(name), .layer = layer };
	if (!entry->name)
		message_no_memory();
}

static void list_layer(struct conf *conf, struct drop_ins *all, size_t layer)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int i, count;

	drop_in_path(path, sizeof(path), layer, "");
	count = scandir(path, &entries, is_drop_in, NULL);
	if (count < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			conf_complain(conf, &(struct place){ .file = path },
				      "cannot be read: %s", strerror(errno));
		return;
	}
	all->entry = reallocarray(all->entry, all->count + count + 1,
				  sizeof(*all->entry));
	if (!all->entry)
		message_no_memory();
	for (i = 0; i < count; i++) {
		add_drop_in(all, entries[i]->d_name, layer);
		free(entries[i]);
	}
	free(entries);
}

/* By name; of the same name the one that hides the others comes first. */
static int compare(const void *a, const void *b)
{
	const struct drop_in *first = a, *second = b;
	int order = strcmp(first->name, second->name);

	return order ? order : (int)first->layer - (int)second->layer;
}

static void read_drop_in(struct conf *conf, const struct drop_in *drop_in,
			 const char *replaced)
{
	char path[PATH_MAX];

	if (replaced && !strcmp(drop_in->name, LAYERS_SAVED)) {
		conf_read(conf, replaced);
		return;
	}
	drop_in_path(path, sizeof(path), drop_in->layer, drop_in->name);
	conf_read(conf, path);
}

void layers_read(struct conf *conf, const char *replaced)
{
	struct drop_ins all = { 0 };
	const char *last = "";
	size_t i;

	read_main(conf);
	for (i = 0; i < ARRAY_SIZE(layers); i++)
		list_layer(conf, &all, i);
	if (replaced) {
		all.entry = reallocarray(all.entry, all.count + 1,
					 sizeof(*all.entry));
		if (!all.entry)
			message_no_memory();
		add_drop_in(&all, LAYERS_SAVED, 0);
	}
	if (all.count)
		qsort(all.entry, all.count, sizeof(*all.entry), compare);
	for (i = 0; i < all.count; i++) {
		if (strcmp(all.entry[i].name, last))
			read_drop_in(conf, &all.entry[i], replaced);
		last = all.entry[i].name;
	}
	while (all.count)
		free(all.entry[--all.count].name);
	free(all.entry);
}
