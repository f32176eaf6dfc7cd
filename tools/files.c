// SPDX-License-Identifier: GPL-2.0
#include "files.h"

#include <sys/resource.h>

enum { OTHER_FILES = 64 };	/* that may be open beside those counted */

void files_allow(size_t count)
{
	rlim_t wanted = count + OTHER_FILES;
	struct rlimit limit, all;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
		return;
	all.rlim_cur = wanted;
	all.rlim_max = limit.rlim_max < wanted ? wanted : limit.rlim_max;
	if (!setrlimit(RLIMIT_NOFILE, &all))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}
