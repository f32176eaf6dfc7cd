// SPDX-License-Identifier: GPL-2.0
#include "module.h"
#include "message.h"
#include "sysfs.h"

#include <string.h>
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

void module_version(char *version, size_t size)
{
	int dir = sysfs_open("module/%s", MODULE);

	*version = '\0';
	if (dir < 0)
		return;
	if (sysfs_read(dir, "version", version, size))
		*version = '\0';
	close(dir);
}

void module_note_version(void)
{
	char version[VERSION_SIZE];

	module_version(version, sizeof(version));
	if (*version && strcmp(version, VERSION))
		message_note("this is querierctl %s, the module %s that runs is %s",
			     VERSION, MODULE, version);
}

int module_fail_missing(void)
{
	return message_fail("the module %s is not loaded: modprobe %s", MODULE,
			    MODULE);
}
