// SPDX-License-Identifier: GPL-2.0
/*
 * query and clear: what the module does at once.
 */
#include "answers.h"
#include "compiler.h"
#include "departure.h"
#include "family.h"
#include "key.h"
#include "message.h"
#include "netlink.h"
#include "obstacle.h"
#include "sysfs.h"
#include "value.h"
#include "verbs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

/**
 * struct command - what is to be done, and how it went
 * @command: the IGMP_QUERIER_CMD_*
 * @ifname: the interface
 * @group: the group, or NULL: all
 * @target: the same for the module
 * @done: a bit for each index of families[] that did it
 */
struct command {
	uint8_t command;
	const char *ifname;
	const char *group;
	struct netlink_target target;
	unsigned int done;
};

static const char *reason(int err)
{
	switch (-err) {
	case EPERM:
		return "that needs root, or CAP_NET_ADMIN";
	case ENETDOWN:
		return "it does not run: see 'querierctl show'";
	case EBUSY:
		return "this host is not the querier: see 'querierctl show'";
	case EOPNOTSUPP:
		return "version 1 cannot ask for a group";
	case ENOSYS:
		return "the module that runs is older and lacks this";
	case EINVAL:
		return "hosts never report this group";
	case EAGAIN:
		return "too many queries at once: try again";
	case ENOENT:
		return "no listener of the group is known";
	case ENODEV:
		return "the module does not know the interface";
	default:
		return strerror(-err);
	}
}

static int run_for(struct command *command, const struct family *family)
{
	int err;

	command->target.protocol = family - families;
	err = netlink_command(command->command, &command->target);
	if (!err)
		command->done |= 1U << command->target.protocol;
	return err;
}

/* @err: 0, or as netlink_command() has it. */
static int explain(const struct command *command, const struct family *family,
		   int err)
{
	if (err >= 0)
		return err;
	return message_fail("%s: %s: %s", command->ifname, family->protocol,
			    reason(err));
}

/* A family that does not run, or that the kernel lacks. */
static bool is_idle(int err)
{
	return err == -ENETDOWN || err == -ENODEV;
}

/* Another asks there, or would. */
static void note_querier(const struct command *command,
			 const struct family *family)
{
	char address[VALUE_SIZE] = "none";
	int dir = sysfs_open("class/net/%s/%s", command->ifname, family->name);

	if (dir >= 0) {
		sysfs_read(dir, keys[KEY_QUERIER_ADDRESS].file, address,
			   sizeof(address));
		close(dir);
	}
	if (strcmp(address, "none"))
		message_note("%s: %s: not asked: the querier is %s",
			     command->ifname, family->protocol, address);
	else
		message_note("%s: %s: not asked: there is no querier",
			     command->ifname, family->protocol);
}

/* @err: the family's answer, where both were asked. */
static int explain_one(const struct command *command,
		       const struct family *family, int err)
{
	if (!command->done || (!is_idle(err) && err != -EBUSY))
		return explain(command, family, err);
	if (err == -EBUSY)
		note_querier(command, family);
	return STATUS_DONE;
}

/* Both families; it is enough that one of them does it. */
static int run_for_all(struct command *command)
{
	int answers[2], status = STATUS_DONE;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		answers[i] = run_for(command, &families[i]);
		if (answers[i] > 0)
			return answers[i];
	}
	for (i = 0; i < ARRAY_SIZE(answers); i++)
		status |= explain_one(command, &families[i], answers[i]);
	return status;
}

/* The family of the group, with its address filled in; NULL: it is none. */
static const struct family *parse_group(struct command *command)
{
	size_t i;

	for (i = 0; i < family_count; i++) {
		if (!inet_pton(families[i].af, command->group,
			       command->target.group))
			continue;
		command->target.len = families[i].af == AF_INET ?
				      sizeof(struct in_addr) :
				      sizeof(struct in6_addr);
		return &families[i];
	}
	return NULL;
}

/* @family: NULL: both */
static int run_on(struct command *command, const struct family *family)
{
	command->target.ifindex = if_nametoindex(command->ifname);
	if (!command->target.ifindex)
		return obstacle_fail_no_device(command->ifname);
	return family ? explain(command, family, run_for(command, family)) :
			run_for_all(command);
}

/* @family: that of the group, or NULL */
static int parse_args(const struct request *req, struct command *command,
		      const struct family **family)
{
	command->ifname = req->args[0];
	command->group = req->count > 1 ? req->args[1] : NULL;
	*family = NULL;
	if (req->count > 2)
		return message_usage("one interface and one group at a time");
	if (!command->group)
		return STATUS_DONE;
	*family = parse_group(command);
	return *family ? STATUS_DONE :
			 message_usage("'%s' is no address of a group",
				       command->group);
}

/*
 * Lists who answers. The module sends a query for a group at once, or says no.
 */
static int query_and_wait(const struct request *req, struct command *command,
			  const struct family *family)
{
	struct departure departure = { 0 };
	struct answers *answers;
	int status;

	answers = answers_begin();
	if (!answers)
		return STATUS_FAILED;
	if (!command->group)
		departure_begin(&departure, if_nametoindex(command->ifname));
	status = run_on(command, family);
	if (command->done)
		return status | answers_print(answers,
			&(struct answers_query){
				.ifname = command->ifname,
				.target = &command->target,
				.departure = &departure,
				.families = command->done,
				.json = req->json,
				.verbose = req->verbose,
			});
	answers_drop(answers);
	return status;
}

int command_query(const struct request *req)
{
	struct command command = { .command = IGMP_QUERIER_CMD_QUERY };
	const struct family *family;
	int status;

	status = parse_args(req, &command, &family);
	if (status)
		return status;
	return req->wait ? query_and_wait(req, &command, family) :
			   run_on(&command, family);
}

int command_clear(const struct request *req)
{
	struct command command = { .command = IGMP_QUERIER_CMD_CLEAR };
	const struct family *family;
	int status;

	status = parse_args(req, &command, &family);
	return status ? status : run_on(&command, family);
}
