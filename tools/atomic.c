// SPDX-License-Identifier: GPL-2.0
#include "atomic.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * struct atomic - a file being written
 * @path: the file
 * @draft: the draft; it ends in other letters, as a collector of metrics reads
 *	all files that end in .prom, and "apply" all that end in .conf
 * @file: writes to the draft
 * @signals: what was blocked before: nothing may stop it half way
 */
struct atomic {
	char *path;
	char *draft;
	FILE *file;
	sigset_t signals;
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

/*
 * The file that gets the draft, behind all links: a rename would replace a link,
 * or a device such as /dev/null. NULL: that failed, and was said.
 */
static char *find_target(const char *path)
{
	struct stat file;
	char *target;

	if (!stat(path, &file) && !S_ISREG(file.st_mode)) {
		message_fail("cannot write %s: it is no regular file", path);
		return NULL;
	}
	target = lstat(path, &file) ? strdup(path) : realpath(path, NULL);
	if (!target && errno == ENOMEM)
		message_no_memory();
	if (!target)
		fail(path, errno);
	return target;
}

/*
 * ".NAME.new" in the same folder, as a rename works there only. It has always
 * this name: what a program that was killed leaves is used by the next.
 */
static char *name_draft(const char *path)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? slash + 1 - path : 0;
	char *draft;

	if (asprintf(&draft, "%.*s.%s.new", len, path, path + len) < 0)
		message_no_memory();
	return draft;
}

static bool has_name(const struct stat *file, const char *path)
{
	struct stat named;

	return !lstat(path, &named) && named.st_dev == file->st_dev &&
	       named.st_ino == file->st_ino;
}

/* A file that has another name, too, is not ours to write to. */
static bool is_ours(const struct stat *file)
{
	return S_ISREG(file->st_mode) && file->st_nlink == 1;
}

/*
 * Who waited for another that writes the same file has a draft that got the
 * file's name meanwhile: 1, it has to open it again. 0 on success.
 */
static int take_draft(int fd, const char *draft)
{
	struct stat file;

	if (flock(fd, LOCK_EX) || fstat(fd, &file))
		return -1;
	if (!has_name(&file, draft))
		return 1;
	if (!is_ours(&file))
		errno = EEXIST;
	return is_ours(&file) ? ftruncate(fd, 0) : -1;
}

static FILE *open_draft(const char *draft)
{
	const int flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
			  O_CLOEXEC;
	int fd, err;

	do {
		fd = open(draft, flags, 0600);
		err = fd < 0 ? -1 : take_draft(fd, draft);
		if (err && fd >= 0)
			close(fd);
	} while (err > 0);
	return err ? NULL : fdopen(fd, "w");
}

static void block_signals(struct atomic *atomic)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &atomic->signals);
}

struct atomic *atomic_begin(const char *path)
{
	struct atomic *atomic;
	char *target;

	target = find_target(path);
	if (!target)
		return NULL;
	atomic = calloc(1, sizeof(*atomic));
	if (!atomic)
		message_no_memory();
	atomic->path = target;
	atomic->draft = name_draft(target);
	atomic->file = open_draft(atomic->draft);
	if (atomic->file) {
		block_signals(atomic);
		return atomic;
	}
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

/* A signal that came meanwhile may end the program here. */
static void end(struct atomic *atomic)
{
	sigset_t before = atomic->signals;

	free_all(atomic);
	sigprocmask(SIG_SETMASK, &before, NULL);
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
	end(atomic);
	return status;
}

void atomic_abandon(struct atomic *atomic)
{
	unlink(atomic->draft);
	fclose(atomic->file);
	end(atomic);
}
