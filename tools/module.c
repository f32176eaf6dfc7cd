// SPDX-License-Identifier: GPL-2.0
#include "module.h"
#include "message.h"
#include "sysfs.h"

#include <unistd.h>

bool module_is_loaded(void)
{
	int dir = sysfs_open("module/%s", MODULE);

	if (dir < 0)
		return false;
	close(dir);
	return true;
}

int module_fail_missing(void)
{
	return message_fail("the module %s is not loaded: modprobe %s", MODULE,
			    MODULE);
}
