// SPDX-License-Identifier: GPL-2.0
#include "saved.h"
#include "layers.h"
#include "message.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER	"etc/querierctl.conf.d"

static void forget_folder(const struct saved *saved)
{
	if (saved->is_new_folder)
		rmdir(saved->folder);
}

/* A link would be replaced, and with it what it is for. */
static int check_kind(const char *path)
{
	struct stat info;

	if (!lstat(path, &info) && !S_ISREG(info.st_mode))
		return message_fail("%s is no file of its own: a link to /dev/null, for example, hides files of that name, and would be lost: remove it first",
				    path);
	return STATUS_DONE;
}

int saved_begin(struct saved *saved)
{
	*saved = (struct saved){ 0 };
	layers_path(saved->folder, sizeof(saved->folder), FOLDER);
	layers_path(saved->path, sizeof(saved->path), FOLDER "/" LAYERS_SAVED);
	saved->is_new_folder = !mkdir(saved->folder, 0755);
	if (!saved->is_new_folder && errno != EEXIST)
		return message_fail("cannot write %s: %s", saved->folder,
				    errno == EACCES ? "needs root, try sudo" :
				    strerror(errno));
	saved->file = check_kind(saved->path) ? NULL :
						atomic_begin(saved->path);
	if (saved->file)
		return STATUS_DONE;
	forget_folder(saved);
	return STATUS_FAILED;
}

int saved_commit(struct saved *saved)
{
	int status = atomic_commit(saved->file);

	if (status)
		forget_folder(saved);
	return status;
}

void saved_abandon(struct saved *saved)
{
	atomic_abandon(saved->file);
	forget_folder(saved);
}
