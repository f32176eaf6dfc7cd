// SPDX-License-Identifier: GPL-2.0
#include "saved.h"
#include "layers.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER	"etc/querierctl.conf.d"

static int fail(const char *path)
{
	return message_fail("cannot write %s: %s", path,
			    errno == EACCES ? "needs root, try sudo" :
			    strerror(errno));
}

/* The name of the draft is no drop-in's. The lock keeps others from it. */
static FILE *open_draft(const char *path)
{
	FILE *file;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0)
		return NULL;
	file = fchmod(fd, 0644) ? NULL : fdopen(fd, "w");
	if (!file)
		close(fd);
	return file;
}

int saved_begin(struct saved *saved)
{
	*saved = (struct saved){ 0 };
	layers_path(saved->folder, sizeof(saved->folder), FOLDER);
	layers_path(saved->path, sizeof(saved->path), FOLDER "/" LAYERS_SAVED);
	layers_path(saved->draft, sizeof(saved->draft),
		    FOLDER "/" LAYERS_SAVED ".new");
	saved->is_new_folder = !mkdir(saved->folder, 0755);
	if (!saved->is_new_folder && errno != EEXIST)
		return fail(saved->folder);
	saved->file = open_draft(saved->draft);
	if (saved->file)
		return STATUS_DONE;
	fail(saved->draft);
	saved_abandon(saved);
	return STATUS_FAILED;
}

int saved_flush(struct saved *saved)
{
	if (fflush(saved->file) || ferror(saved->file))
		return fail(saved->draft);
	return STATUS_DONE;
}

/* The new name lasts once the directory is on the disk. */
static int sync_folder(const struct saved *saved)
{
	int fd = open(saved->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = fd < 0 || fsync(fd);

	if (err)
		fail(saved->folder);
	if (fd >= 0)
		close(fd);
	return err ? STATUS_FAILED : STATUS_DONE;
}

int saved_commit(struct saved *saved)
{
	if (saved_flush(saved) || fsync(fileno(saved->file)) ||
	    rename(saved->draft, saved->path)) {
		fail(saved->path);
		saved_abandon(saved);
		return STATUS_FAILED;
	}
	fclose(saved->file);
	return sync_folder(saved);
}

void saved_abandon(struct saved *saved)
{
	if (saved->file)
		fclose(saved->file);
	unlink(saved->draft);
	if (saved->is_new_folder)
		rmdir(saved->folder);
}
