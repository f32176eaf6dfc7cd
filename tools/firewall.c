// SPDX-License-Identifier: GPL-2.0
#include "firewall.h"
#include "layers.h"
#include "value.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define FIREWALLD "etc/systemd/system/multi-user.target.wants/firewalld.service"

/* Its service has ended when the rules are set; this file says if they are. */
static bool uses_ufw(void)
{
	FILE *file = layers_open("etc/ufw/ufw.conf");
	bool is_enabled = false;
	char line[VALUE_SIZE];

	while (file && !is_enabled && fgets(line, sizeof(line), file))
		is_enabled = !strncmp(line, "ENABLED=yes", 11);
	if (file)
		fclose(file);
	return is_enabled;
}

enum firewall firewall_find(void)
{
	if (layers_exists(FIREWALLD))
		return FIREWALL_FIREWALLD;
	return uses_ufw() ? FIREWALL_UFW : FIREWALL_OTHER;
}
