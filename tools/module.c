// SPDX-License-Identifier: GPL-2.0
#include "module.h"
#include "layers.h"
#include "message.h"
#include "sysfs.h"
#include "value.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { VERSION_SIZE = 64 };

bool module_is_loaded(void)
{
	int dir = sysfs_open("module/%s", MODULE);

	if (dir < 0)
		return false;
	close(dir);
	return true;
}

static void read_file(const char *file, char *text, size_t size)
{
	int dir = sysfs_open("module/%s", MODULE);

	*text = '\0';
	if (dir < 0)
		return;
	if (sysfs_read(dir, file, text, size))
		*text = '\0';
	close(dir);
}

void module_version(char *version, size_t size)
{
	read_file("version", version, size);
}

void module_source(char *source, size_t size)
{
	read_file("srcversion", source, size);
}

void module_note_version(void)
{
	char version[VERSION_SIZE];

	module_version(version, sizeof(version));
	if (*version && strcmp(version, VERSION))
		message_note("this is querierctl %s, the module %s that runs is %s",
			     VERSION, MODULE, version);
}

static bool read_parameter(const char *file, char *raw)
{
	int dir = sysfs_open("module/%s/parameters", MODULE);
	bool done;

	if (dir < 0)
		return false;
	done = !sysfs_read(dir, file, raw, VALUE_SIZE);
	close(dir);
	return done;
}

void module_default(const struct key *key, const struct family *family,
		    char *raw)
{
	if (key == &keys[KEY_QUERIER_ENABLE] && read_parameter(key->file, raw))
		return;
	if (key->initial)
		snprintf(raw, VALUE_SIZE, "%s", key->initial);
	else
		snprintf(raw, VALUE_SIZE, "%u", family->version_max);
}

static void name_list(char *name, size_t size, const char *kernel)
{
	snprintf(name, size, "lib/modules/%s/modules.dep", kernel);
}

/* The file that modprobe would load, below /; or false. */
static bool find_installed(const char *kernel, char *file, size_t file_size)
{
	char name[PATH_MAX], *line = NULL;
	bool found = false;
	size_t size = 0;
	FILE *list;

	name_list(name, sizeof(name), kernel);
	list = layers_open(name);
	while (list && !found && getline(&line, &size, list) >= 0) {
		line[strcspn(line, ":")] = '\0';
		found = strstr(line, "/" MODULE ".ko");
	}
	if (found)
		snprintf(file, file_size, "lib/modules/%s/%s", kernel, line);
	free(line);
	if (list)
		fclose(list);
	return found;
}

bool module_is_installed(const char *kernel)
{
	char file[PATH_MAX];

	return find_installed(kernel, file, sizeof(file));
}

/* A file that is compressed has no such words. */
static void find_source(const char *from, size_t len, char *source,
			size_t size)
{
	static const char name[] = "srcversion=";
	const char *at = memmem(from, len, name, strlen(name));

	if (!at)
		return;
	at += strlen(name);
	snprintf(source, size, "%.*s", (int)strnlen(at, from + len - at), at);
}

static void read_source(int file, char *source, size_t size)
{
	struct stat info;
	void *text;

	if (fstat(file, &info) || !info.st_size)
		return;
	text = mmap(NULL, info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (text == MAP_FAILED)
		return;
	find_source(text, info.st_size, source, size);
	munmap(text, info.st_size);
}

void module_source_installed(const char *kernel, char *source, size_t size)
{
	char name[PATH_MAX], path[PATH_MAX];
	int file;

	*source = '\0';
	if (!find_installed(kernel, name, sizeof(name)))
		return;
	layers_path(path, sizeof(path), name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return;
	read_source(file, source, size);
	close(file);
}

/* False, too, where there is no list. */
static bool lacks_module(const char *kernel)
{
	char name[PATH_MAX];

	name_list(name, sizeof(name), kernel);
	return layers_exists(name) && !module_is_installed(kernel);
}

/* After an upgrade of the kernel without its headers there is no module. */
int module_fail_missing(void)
{
	struct utsname kernel;

	if (!uname(&kernel) && lacks_module(kernel.release))
		return message_fail("the module %s is not installed for the kernel that runs: DKMS builds it when that has headers: linux-headers-%s",
				    MODULE, kernel.release);
	return message_fail("the module %s is not loaded: modprobe %s", MODULE,
			    MODULE);
}
