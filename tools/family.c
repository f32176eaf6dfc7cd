// SPDX-License-Identifier: GPL-2.0
#include "family.h"
#include "compiler.h"

#include <string.h>
#include <sys/socket.h>

const struct family families[] = {
	{
		.name = "igmp",
		.protocol = "IGMP",
		.addresses = "IPv4 address",
		.af = AF_INET,
		.version_max = 3,
	}, {
		.name = "mld",
		.protocol = "MLD",
		.addresses = "IPv6 link-local address",
		.af = AF_INET6,
		.version_max = 2,
		.link_local = true,
	},
};

const size_t family_count = ARRAY_SIZE(families);

const struct family *family_find(const char *name)
{
	size_t i;

	for (i = 0; i < family_count; i++)
		if (!strcmp(families[i].name, name))
			return &families[i];
	return NULL;
}
