// SPDX-License-Identifier: GPL-2.0
#include "joins.h"
#include "compiler.h"
#include "layers.h"
#include "message.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NOT_REPORTED = 0x08,	/* MAF_NOREPORT of the kernel */
	LINE_SIZE = 256,
};

/**
 * struct known - a group on an interface, of a family's file
 * @ifindex: the interface
 * @group: its address
 */
struct known {
	unsigned int ifindex;
	uint8_t group[JOINS_ADDRESS_SIZE];
};

/**
 * struct file - what a file of the kernel says of all interfaces
 * @known: its groups, in the order of the file
 * @count: their number
 * @room: for how many there is memory
 * @is_read: it was read
 */
static struct file {
	struct known *known;
	size_t count;
	size_t room;
	bool is_read;
} files[2];	/* by family */

static void know(struct file *file, unsigned int ifindex, const void *group,
		 size_t len)
{
	struct known *known;

	if (file->count == file->room) {
		file->room = file->room ? 2 * file->room : JOINS_MAX;
		file->known = reallocarray(file->known, file->room,
					   sizeof(*file->known));
	}
	if (!file->known)
		message_no_memory();
	known = &file->known[file->count++];
	*known = (struct known){ .ifindex = ifindex };
	memcpy(known->group, group, len);
}

static void add(struct joins *joins, const uint8_t *group)
{
	struct join *join;

	if (joins->count == JOINS_MAX)
		return;
	if (!joins->entries)
		joins->entries = calloc(JOINS_MAX, sizeof(*joins->entries));
	if (!joins->entries)
		message_no_memory();
	join = &joins->entries[joins->count++];
	memcpy(join->group, group, sizeof(join->group));
}

/* 224.0.0.0/24, unless the kernel was told to report them, too. */
static bool are_local_groups_reported(void)
{
	FILE *file = layers_open("proc/sys/net/ipv4/igmp_link_local_mcast_reports");
	int value = 1;

	if (!file)
		return true;
	if (fscanf(file, "%d", &value) != 1)
		value = 1;
	fclose(file);
	return value;
}

static bool is_reported_ipv4(uint32_t group, bool with_local)
{
	uint32_t address = ntohl(group);

	/* RFC 9776 6: all hosts are members. */
	if (address == INADDR_ALLHOSTS_GROUP)
		return false;
	return with_local || address > INADDR_MAX_LOCAL_GROUP;
}

/*
 * "2	eth0      :     2      V3", then a line for each of its groups:
 * "				FB0000E0     1 0:00000000		0"
 */
static void read_ipv4(struct file *to, FILE *file)
{
	bool with_local = are_local_groups_reported();
	unsigned int number, users, current = 0;
	char line[LINE_SIZE];

	while (fgets(line, sizeof(line), file)) {
		if (*line != '\t') {
			current = strtoul(line, NULL, 10);
			continue;
		}
		if (sscanf(line, " %x %u", &number, &users) == 2 && users &&
		    is_reported_ipv4(number, with_local))
			know(to, current, &number, sizeof(number));
	}
}

static bool parse_ipv6(const char *text, uint8_t *group)
{
	size_t i;

	for (i = 0; i < sizeof(struct in6_addr); i++)
		if (sscanf(text + 2 * i, "%2hhx", &group[i]) != 1)
			return false;
	return true;
}

/* "2    eth0            ff0200000000000000000000000000fb     1 00000004 0" */
static void read_ipv6(struct file *to, FILE *file)
{
	unsigned int number, users, flags;
	uint8_t group[JOINS_ADDRESS_SIZE];
	char line[LINE_SIZE], text[33];

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%u %*s %32s %u %x", &number, text, &users,
			   &flags) == 4 &&
		    users && !(flags & NOT_REPORTED) &&
		    parse_ipv6(text, group))
			know(to, number, group, sizeof(group));
}

static void read_file(struct file *to, unsigned int family)
{
	FILE *file = layers_open(family ? "proc/net/igmp6" : "proc/net/igmp");

	to->is_read = true;
	if (!file)
		return;
	if (family)
		read_ipv6(to, file);
	else
		read_ipv4(to, file);
	fclose(file);
}

void joins_read(struct joins *joins, unsigned int family, unsigned int ifindex)
{
	struct file *file = &files[family];
	size_t i;

	if (!file->is_read)
		read_file(file, family);
	*joins = (struct joins){ .family = family };
	for (i = 0; i < file->count; i++)
		if (file->known[i].ifindex == ifindex)
			add(joins, file->known[i].group);
}

void joins_forget(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		free(files[i].known);
		files[i] = (struct file){ 0 };
	}
}

void joins_free(struct joins *joins)
{
	free(joins->entries);
	*joins = (struct joins){ 0 };
}

struct join *joins_find(const struct joins *joins, const uint8_t *group)
{
	size_t i;

	for (i = 0; i < joins->count; i++)
		if (!memcmp(joins->entries[i].group, group,
			    JOINS_ADDRESS_SIZE))
			return &joins->entries[i];
	return NULL;
}

const struct join *joins_silent(const struct joins *joins, size_t *count)
{
	const struct join *first = NULL;
	size_t i;

	*count = 0;
	for (i = 0; i < joins->count; i++) {
		if (joins->entries[i].is_reported)
			continue;
		if (!first)
			first = &joins->entries[i];
		++*count;
	}
	return first;
}
