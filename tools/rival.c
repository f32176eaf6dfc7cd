// SPDX-License-Identifier: GPL-2.0
#include "rival.h"
#include "compiler.h"
#include "message.h"
#include "sysfs.h"

#include <unistd.h>

static const char *const services[] = { "igmp-querierd", "querierd", "mcd" };

/* systemd makes a control group for a service while it runs. */
static bool runs(const char *service)
{
	int dir = sysfs_open("fs/cgroup/system.slice/%s.service", service);

	if (dir < 0)
		return false;
	close(dir);
	return true;
}

void rival_note(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(services); i++)
		if (runs(services[i]))
			message_note("%s.service runs and is a querier, too: systemctl disable --now %s",
				     services[i], services[i]);
}
