// SPDX-License-Identifier: GPL-2.0
/*
 * Preloaded into querierctl, plays the kernel where plain files cannot: it
 * refuses writes with the errors a test asks for, holds the response interval
 * to the query interval, lets an interface vanish in the middle of a read, and
 * sleeps in no time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_vlan.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "../../../../querier/uapi.h"

static int path_of(int fd, char *path, size_t size)
{
	char link[64];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, size - 1);
	path[len < 0 ? 0 : len] = 0;
	return len > 0;
}

static int ends(const char *path, const char *end)
{
	size_t len = strlen(path), elen = strlen(end);

	return len >= elen && !strcmp(path + len - elen, end);
}

/* FAKE_DENY: lines of "path-end value|* errno" */
static int denied(const char *path, const char *value)
{
	char *rules = strdup(getenv("FAKE_DENY") ?: ""), *save, *rule;
	char end[256], want[64];
	int err, found = 0;

	for (rule = strtok_r(rules, "\n", &save); rule && !found;
	     rule = strtok_r(NULL, "\n", &save))
		if (sscanf(rule, "%255s %63s %d", end, want, &err) == 3 &&
		    ends(path, end) && (*want == '*' || !strcmp(want, value)))
			found = err;
	free(rules);
	return found;
}

static long number_at(const char *path, const char *file)
{
	int dir_len = strrchr(path, '/') - path;
	char other[4096];
	long number = 0;
	FILE *f;

	snprintf(other, sizeof(other), "%.*s/%s", dir_len, path, file);
	f = fopen(other, "r");
	if (!f || fscanf(f, "%ld", &number) != 1)
		abort();
	fclose(f);
	return number;
}

static int out_of_bound(const char *path, long value)
{
	if (ends(path, "/query_interval_ms"))
		return value < number_at(path, "query_response_interval_ms");
	if (ends(path, "/query_response_interval_ms"))
		return value > number_at(path, "query_interval_ms");
	return 0;
}

ssize_t write(int fd, const void *data, size_t size)
{
	__typeof__(write) *real = dlsym(RTLD_NEXT, "write");
	char path[4096], value[64];
	FILE *log;

	if (fd <= 2 || !path_of(fd, path, sizeof(path)) ||
	    !strstr(path, "/class/net/"))
		return real(fd, data, size);
	snprintf(value, sizeof(value), "%.*s", (int)size - 1, (char *)data);
	errno = denied(path, value);
	if (!errno && out_of_bound(path, atol(value)))
		errno = EINVAL;
	if (errno)
		return -1;
	log = fopen(getenv("FAKE_LOG"), "a");
	fprintf(log, "%s=%s\n", strrchr(path, '/') + 1, value);
	fclose(log);
	if (ftruncate(fd, 0))
		abort();
	return real(fd, data, size);
}

/* Another program does this now, outside. */
static void run_once(const char *name, const char *command)
{
	char *copy = strdup(command);

	unsetenv(name);
	unsetenv("LD_PRELOAD");
	if (system(copy))
		abort();
	free(copy);
}

/*
 * FAKE_LOCK, FAKE_DRAFT: what another does before it lets go the lock of all, or
 * of a draft, the first time
 */
int flock(int fd, int operation)
{
	__typeof__(flock) *real = dlsym(RTLD_NEXT, "flock");
	char path[4096], *meanwhile;
	const char *name;

	if (path_of(fd, path, sizeof(path))) {
		name = ends(path, "/querierctl.lock") ? "FAKE_LOCK" :
							"FAKE_DRAFT";
		meanwhile = getenv(name);
		if (meanwhile)
			run_once(name, meanwhile);
	}
	return real(fd, operation);
}

/* FAKE_DISK: a log of what is written to the disk, and what gets a name */
static void log_disk(const char *what, const char *path)
{
	const char *name = getenv("FAKE_DISK");
	FILE *log = name ? fopen(name, "a") : NULL;

	if (!log)
		return;
	fprintf(log, "%s=%s\n", what, strrchr(path, '/') + 1);
	fclose(log);
}

/* FAKE_SYNC: what happens before the first of these */
int fsync(int fd)
{
	__typeof__(fsync) *real = dlsym(RTLD_NEXT, "fsync");
	char path[4096], *before = getenv("FAKE_SYNC");

	if (before)
		run_once("FAKE_SYNC", before);
	if (path_of(fd, path, sizeof(path)))
		log_disk("fsync", path);
	return real(fd);
}

int rename(const char *from, const char *to)
{
	__typeof__(rename) *real = dlsym(RTLD_NEXT, "rename");

	log_disk("rename", to);
	return real(from, to);
}

/* FAKE_AT: a path's end; FAKE_RUN: what happens when it is first opened */
int openat(int dir, const char *file, int flags, ...)
{
	__typeof__(openat) *real = dlsym(RTLD_NEXT, "openat");
	char *at = getenv("FAKE_AT"), path[4096];

	if (at && path_of(dir, path, sizeof(path) - 256)) {
		strcat(strcat(path, "/"), file);
		if (ends(path, at))
			run_once("FAKE_AT", getenv("FAKE_RUN"));
	}
	return real(dir, file, flags);
}

/* FAKE_RELEASE: the kernel that runs */
int uname(struct utsname *name)
{
	__typeof__(uname) *real = dlsym(RTLD_NEXT, "uname");
	char *release = getenv("FAKE_RELEASE");
	int err = real(name);

	if (release)
		snprintf(name->release, sizeof(name->release), "%s", release);
	return err;
}

/* FAKE_VLAN: "eth0.20=20", the only VLAN */
int ioctl(int fd, unsigned long request, ...)
{
	__typeof__(ioctl) *real = dlsym(RTLD_NEXT, "ioctl");
	char *vlan = getenv("FAKE_VLAN"), *number;
	struct vlan_ioctl_args *args;
	va_list list;
	void *argument;

	va_start(list, request);
	argument = va_arg(list, void *);
	va_end(list);
	if (request != SIOCGIFVLAN)
		return real(fd, request, argument);
	args = argument;
	number = vlan ? strchr(vlan, '=') : NULL;
	if (!number || strlen(args->device1) != (size_t)(number - vlan) ||
	    strncmp(args->device1, vlan, number - vlan))
		return -1;
	args->u.VID = atoi(number + 1);
	return 0;
}

/* Takes no time. FAKE_SLEEP: what happens meanwhile, the first time */
int nanosleep(const struct timespec *time, struct timespec *left)
{
	char *meanwhile = getenv("FAKE_SLEEP");
	FILE *log;

	log = fopen(getenv("FAKE_LOG"), "a");
	fprintf(log, "slept=%ldms\n", time->tv_nsec / 1000000);
	fclose(log);
	if (left)
		memset(left, 0, sizeof(*left));
	if (meanwhile)
		run_once("FAKE_SLEEP", meanwhile);
	return 0;
}

/*
 * Waits take no time, but the clock goes on. FAKE_POLL: "ms command": what
 * happens after so long a wait
 */
static long waited_ms;

int poll(struct pollfd *fds, nfds_t count, int ms)
{
	char *later = getenv("FAKE_POLL"), *command;

	(void)fds;
	(void)count;
	waited_ms += ms;
	if (later && waited_ms >= strtol(later, &command, 10))
		run_once("FAKE_POLL", command);
	return 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	__typeof__(clock_gettime) *real = dlsym(RTLD_NEXT, "clock_gettime");

	if (clock != CLOCK_MONOTONIC)
		return real(clock, now);
	*now = (struct timespec){ waited_ms / 1000, waited_ms % 1000 * 1000000 };
	return 0;
}

__attribute__((destructor)) static void log_wait(void)
{
	const char *name = getenv("FAKE_LOG");
	FILE *log = waited_ms && name ? fopen(name, "a") : NULL;

	if (!log)
		return;
	fprintf(log, "waited=%ldms\n", waited_ms);
	fclose(log);
}

int mnl_socket_setsockopt(const void *socket, int type, void *data,
			  unsigned int size)
{
	(void)socket;
	(void)type;
	(void)data;
	(void)size;
	return 0;
}

/*
 * Netlink: the answer to command N of family T is the file "T-N" in the directory
 * FAKE_NETLINK, the only datagram that comes. What it lacks, this kernel lacks.
 * "T-N-P" is that for protocol P.
 */
static char answer[1 << 16];
static size_t answer_size;

static int protocol_of(const unsigned char *at, size_t size)
{
	const struct nlattr *attr;
	size_t i;

	/* Other families have a header of another size. */
	for (i = 20; i + NLA_HDRLEN < size; i += NLA_ALIGN(attr->nla_len)) {
		attr = (const void *)(at + i);
		if (attr->nla_len < NLA_HDRLEN)
			break;
		if (attr->nla_type == IGMP_QUERIER_A_PROTOCOL)
			return at[i + NLA_HDRLEN];
	}
	return -1;
}

ssize_t mnl_socket_sendto(const void *socket, const void *data, size_t size)
{
	const unsigned char *at = data;
	char path[4096];
	FILE *file;
	int len;

	(void)socket;
	len = snprintf(path, sizeof(path), "%s/%d-%d",
		       getenv("FAKE_NETLINK") ?: "", at[4] | at[5] << 8, at[16]);
	snprintf(path + len, sizeof(path) - len, "-%d", protocol_of(at, size));
	if (access(path, F_OK))
		path[len] = 0;
	file = fopen(path, "r");
	answer_size = 0;
	if (file) {
		answer_size = fread(answer, 1, sizeof(answer), file);
		fclose(file);
	}
	return size;
}

ssize_t mnl_socket_recvfrom(const void *socket, void *buffer, size_t size)
{
	static const int missing[] = { 36, 2, 0, 0, -ENOENT, 0, 0, 0, 0 };
	size_t got = answer_size ? answer_size : sizeof(missing);

	(void)socket;
	if (got > size)
		abort();
	memcpy(buffer, answer_size ? answer : (void *)missing, got);
	return got;
}
