// SPDX-License-Identifier: GPL-2.0
#include "atomic.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * struct atomic - a file being written
 * @path: the file
 * @draft: the draft; it ends in other letters, as a collector of metrics reads
 *	all files that end in .prom, and "apply" all that end in .conf
 * @file: writes to the draft
 */
struct atomic {
	char *path;
	char *draft;
	FILE *file;
};

static int fail(const char *path, int err)
{
	return message_fail("cannot write %s: %s", path, err == EACCES ?
			    "needs root, try sudo" : strerror(err));
}

static void free_all(struct atomic *atomic)
{
	free(atomic->path);
	free(atomic->draft);
	free(atomic);
}

/* ".NAME.XXXXXX" in the same folder: a rename works there only. */
static char *name_draft(const char *path)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? slash + 1 - path : 0;
	char *draft;

	if (asprintf(&draft, "%.*s.%s.XXXXXX", len, path, path + len) < 0)
		message_no_memory();
	return draft;
}

static FILE *open_draft(char *draft)
{
	int fd = mkostemp(draft, O_CLOEXEC);

	return fd < 0 ? NULL : fdopen(fd, "w");
}

struct atomic *atomic_begin(const char *path)
{
	struct atomic *atomic = calloc(1, sizeof(*atomic));

	if (!atomic)
		message_no_memory();
	atomic->path = strdup(path);
	if (!atomic->path)
		message_no_memory();
	atomic->draft = name_draft(path);
	atomic->file = open_draft(atomic->draft);
	if (atomic->file)
		return atomic;
	fail(path, errno);
	free_all(atomic);
	return NULL;
}

FILE *atomic_file(struct atomic *atomic)
{
	return atomic->file;
}

const char *atomic_draft(const struct atomic *atomic)
{
	return atomic->draft;
}

/* A disk may be full, and say so late. */
int atomic_flush(struct atomic *atomic)
{
	if (fflush(atomic->file) || ferror(atomic->file))
		return fail(atomic->path, errno);
	return STATUS_DONE;
}

/* The new name lasts once the folder is on the disk. */
static int sync_folder(const struct atomic *atomic)
{
	const char *slash = strrchr(atomic->path, '/');
	char *folder = slash ? strndup(atomic->path, slash + 1 - atomic->path) :
			       strdup(".");
	int fd, err;

	if (!folder)
		message_no_memory();
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = fd < 0 || fsync(fd) ? fail(folder, errno) : STATUS_DONE;
	if (fd >= 0)
		close(fd);
	free(folder);
	return err;
}

static int put_in_place(struct atomic *atomic)
{
	int fd = fileno(atomic->file);

	if (fchmod(fd, 0644) || fsync(fd) ||
	    rename(atomic->draft, atomic->path))
		return fail(atomic->path, errno);
	return STATUS_DONE;
}

int atomic_commit(struct atomic *atomic)
{
	int status;

	if (atomic_flush(atomic) || put_in_place(atomic)) {
		atomic_abandon(atomic);
		return STATUS_FAILED;
	}
	fclose(atomic->file);
	status = sync_folder(atomic);
	free_all(atomic);
	return status;
}

void atomic_abandon(struct atomic *atomic)
{
	fclose(atomic->file);
	unlink(atomic->draft);
	free_all(atomic);
}
