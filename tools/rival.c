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

const char *rival_next(size_t *at)
{
	while (*at < ARRAY_SIZE(services))
		if (runs(services[(*at)++]))
			return services[*at - 1];
	return NULL;
}

void rival_note(void)
{
	const char *service;
	size_t at = 0;

	while ((service = rival_next(&at)))
		message_note("%s.service runs and is a querier, too: systemctl disable --now %s",
			     service, service);
}
