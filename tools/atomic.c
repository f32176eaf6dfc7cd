// SPDX-License-Identifier: GPL-2.0
#include "atomic.h"
#include "message.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * struct atomic - a file being written
 * @path: the file
 * @draft: the draft; it ends in other letters, since a collector of metrics
 *	reads all files that end in .prom
 * @file: writes to the draft
 */
struct atomic {
	char *path;
	char *draft;
	FILE *file;
};

static int fail(const char *path, int err)
{
	return message_fail("cannot write %s: %s", path, strerror(err));
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
	int fd = mkostemp(draft, 0);

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

/* A disk may be full, and say so late. */
static bool flush(struct atomic *atomic)
{
	return !fflush(atomic->file) && !ferror(atomic->file) &&
	       !fchmod(fileno(atomic->file), 0644) &&
	       !fsync(fileno(atomic->file));
}

int atomic_commit(struct atomic *atomic)
{
	if (!flush(atomic) || rename(atomic->draft, atomic->path)) {
		fail(atomic->path, errno);
		atomic_abandon(atomic);
		return STATUS_FAILED;
	}
	fclose(atomic->file);
	free_all(atomic);
	return STATUS_DONE;
}

void atomic_abandon(struct atomic *atomic)
{
	fclose(atomic->file);
	unlink(atomic->draft);
	free_all(atomic);
}
