// SPDX-License-Identifier: GPL-2.0
#include "lock.h"
#include "layers.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>

int lock_take(void)
{
	static bool is_taken;
	char path[PATH_MAX];
	int fd;

	if (is_taken)
		return STATUS_DONE;
	layers_path(path, sizeof(path), "run/querierctl.lock");
	/* For root only: who may open it may lock all others out. */
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || flock(fd, LOCK_EX))
		return message_fail("cannot lock %s: %s", path,
				    errno == EACCES ?
				    "needs root, try sudo" : strerror(errno));
	is_taken = true;
	return STATUS_DONE;
}
