// SPDX-License-Identifier: GPL-2.0
#include "sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *test_root(void)
{
	return secure_getenv("QUERIERCTL_SYSFS");
}

const char *sysfs_root(void)
{
	const char *root = test_root();

	return root ? root : "/sys";
}

bool sysfs_is_real(void)
{
	return !test_root();
}

/* Filters of system calls may kill who asks for a mount without the right to. */
static bool may_mount(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return !syscall(SYS_capget, &header, data) &&
	       data[CAP_TO_INDEX(CAP_SYS_ADMIN)].effective &
	       CAP_TO_MASK(CAP_SYS_ADMIN);
}

/* A mount of this namespace's sysfs, which has no place in the tree. */
static int mount_own(void)
{
	int mount = -1, fs = syscall(SYS_fsopen, "sysfs", FSOPEN_CLOEXEC);

	if (fs < 0)
		return -1;
	if (!syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	close(fs);
	return mount;
}

/*
 * A mount of sysfs shows the namespace of who mounted it. The kernel has one
 * instance for each namespace, and the instance has a device number.
 */
enum sysfs_view sysfs_find_view(void)
{
	struct stat own, used;
	bool is_known;
	int mount, net;

	if (!may_mount())
		return SYSFS_UNKNOWN;
	mount = mount_own();
	if (mount < 0)
		return SYSFS_UNKNOWN;
	net = sysfs_open("class/net");
	is_known = !fstat(mount, &own) && !fstat(net, &used);
	close(net);
	close(mount);
	if (!is_known)
		return SYSFS_UNKNOWN;
	return own.st_dev == used.st_dev ? SYSFS_OWN : SYSFS_FOREIGN;
}

static int open_path(int flags, const char *format, va_list args)
{
	char path[PATH_MAX];
	int len, fd;

	len = snprintf(path, sizeof(path), "%s/", sysfs_root());
	if (len >= (int)sizeof(path))
		return -ENAMETOOLONG;
	len += vsnprintf(path + len, sizeof(path) - len, format, args);
	if (len >= (int)sizeof(path))
		return -ENAMETOOLONG;

	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int sysfs_open(const char *format, ...)
{
	va_list args;
	int fd;

	va_start(args, format);
	fd = open_path(O_RDONLY | O_DIRECTORY, format, args);
	va_end(args);
	return fd;
}

int sysfs_open_file(const char *format, ...)
{
	va_list args;
	int fd;

	va_start(args, format);
	fd = open_path(O_RDWR, format, args);
	va_end(args);
	return fd;
}

int sysfs_read_file(int fd, char *text, size_t size)
{
	ssize_t len;

	len = pread(fd, text, size - 1, 0);
	if (len < 0)
		return -errno;
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

int sysfs_read(int dir, const char *file, char *text, size_t size)
{
	int fd, err;

	fd = openat(dir, file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = sysfs_read_file(fd, text, size);
	close(fd);
	return err;
}

/* The file ignores the position that an earlier write left. */
int sysfs_write_file(int fd, const char *text)
{
	char line[PATH_MAX];
	int len;

	len = snprintf(line, sizeof(line), "%s\n", text);
	return write(fd, line, len) < 0 ? -errno : 0;
}

int sysfs_write(int dir, const char *file, const char *text)
{
	int fd, err;

	fd = openat(dir, file, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = sysfs_write_file(fd, text);
	close(fd);
	return err;
}

int sysfs_read_link(int dir, const char *link, char *name, size_t size)
{
	char target[PATH_MAX];
	const char *slash;
	ssize_t len;

	len = readlinkat(dir, link, target, sizeof(target) - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';
	slash = strrchr(target, '/');
	snprintf(name, size, "%s", slash ? slash + 1 : target);
	return 0;
}

static int is_name(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

int sysfs_list(int dir, struct sysfs_names *names)
{
	names->entry = NULL;
	names->count = scandirat(dir, ".", &names->entry, is_name, versionsort);
	return names->count < 0 ? -errno : 0;
}

void sysfs_free_names(struct sysfs_names *names)
{
	while (names->count > 0)
		free(names->entry[--names->count]);
	free(names->entry);
}
