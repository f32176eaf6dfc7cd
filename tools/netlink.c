// SPDX-License-Identifier: GPL-2.0
#include "netlink.h"
#include "message.h"
#include "module.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	BUFFER_SIZE = 1 << 16,	/* the kernel's messages are smaller */
	BACKLOG_SIZE = 1 << 23,	/* the kernel may grant less */
};

/**
 * struct channel - a socket that talks to the module
 * @socket: the library's
 * @family: number of the module's family
 * @commands: a bit for each command that it knows
 * @events: number of its multicast group of that name
 * @reports: the same; 0: an older module has none
 * @removed: the family was unregistered
 * @visit: called for each message
 * @context: passed to @visit
 */
struct channel {
	struct mnl_socket *socket;
	uint16_t family;
	uint64_t commands;
	uint32_t events;
	uint32_t reports;
	bool removed;
	notice_visit *visit;
	void *context;
};

static char buffer[BUFFER_SIZE];

static struct nlmsghdr *start_request(uint16_t family, uint8_t command,
				      uint8_t version, uint16_t flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *genl;

	header->nlmsg_type = family;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	header->nlmsg_seq = 1;
	genl = mnl_nlmsg_put_extra_header(header, sizeof(*genl));
	genl->cmd = command;
	genl->version = version;
	return header;
}

/* Reads until the answer is complete. Returns a negative errno value. */
static int receive_answer(struct channel *channel, mnl_cb_t handle)
{
	unsigned int port = mnl_socket_get_portid(channel->socket);
	ssize_t len;
	int more;

	do {
		len = mnl_socket_recvfrom(channel->socket, buffer,
					  sizeof(buffer));
		if (len < 0)
			return -errno;
		more = mnl_cb_run(buffer, len, 1, port, handle, channel);
	} while (more > 0);
	return more < 0 ? -errno : 0;
}

static int request(struct channel *channel, const struct nlmsghdr *header,
		   mnl_cb_t handle)
{
	if (mnl_socket_sendto(channel->socket, header, header->nlmsg_len) < 0)
		return -errno;
	return receive_answer(channel, handle);
}

static bool is_text(const struct nlattr *attr, const char *text)
{
	return !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) &&
	       !strcmp(mnl_attr_get_str(attr), text);
}

static void learn_group(struct channel *channel, const struct nlattr *group)
{
	const struct nlattr *attr, *name = NULL;
	uint32_t id = 0;

	mnl_attr_for_each_nested(attr, group) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
			name = attr;
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
			id = mnl_attr_get_u32(attr);
	}
	if (name && is_text(name, IGMP_QUERIER_MCGRP_EVENTS))
		channel->events = id;
	if (name && is_text(name, IGMP_QUERIER_MCGRP_REPORTS))
		channel->reports = id;
}

static void learn_command(struct channel *channel, const struct nlattr *op)
{
	const struct nlattr *attr;
	uint32_t id;

	mnl_attr_for_each_nested(attr, op) {
		if (mnl_attr_get_type(attr) != CTRL_ATTR_OP_ID)
			continue;
		id = mnl_attr_get_u32(attr);
		if (id <= IGMP_QUERIER_CMD_MAX)
			channel->commands |= 1ULL << id;
	}
}

static int learn_family(const struct nlmsghdr *header, void *context)
{
	const struct nlattr *attr, *nested;
	struct channel *channel = context;

	mnl_attr_for_each(attr, header, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			channel->family = mnl_attr_get_u16(attr);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			mnl_attr_for_each_nested(nested, attr)
				learn_group(channel, nested);
			break;
		case CTRL_ATTR_OPS:
			mnl_attr_for_each_nested(nested, attr)
				learn_command(channel, nested);
			break;
		}
	}
	return MNL_CB_OK;
}

static int fail_netlink(int err)
{
	return message_fail("cannot ask the module %s: %s", MODULE,
			    strerror(-err));
}

/* The kernel does not know the module's family. */
static int fail_unknown_family(void)
{
	if (!module_is_loaded())
		return module_fail_missing();
	return message_fail("the module %s that is loaded is too old to know members: install this one, rmmod %s, modprobe %s",
			    MODULE, MODULE, MODULE);
}

/* The kernel loads the module for this request if it is installed. */
static int find_family(struct channel *channel)
{
	struct nlmsghdr *header;

	header = start_request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, 0);
	mnl_attr_put_strz(header, CTRL_ATTR_FAMILY_NAME,
			  IGMP_QUERIER_FAMILY_NAME);
	return request(channel, header, learn_family);
}

static int fail_open(int err)
{
	return err == -ENOENT ? fail_unknown_family() : fail_netlink(err);
}

/* Returns a negative errno value. */
static int open_channel(struct channel *channel, notice_visit *visit,
			void *context)
{
	int err;

	*channel = (struct channel){ .visit = visit, .context = context };
	channel->socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!channel->socket)
		return -errno;
	err = mnl_socket_bind(channel->socket, 0, MNL_SOCKET_AUTOPID) ?
	      -errno : find_family(channel);
	if (err)
		mnl_socket_close(channel->socket);
	return err;
}

static int visit_message(const struct nlmsghdr *header, void *context)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(header);
	struct notice notice = { .command = genl->cmd, .header = header };
	struct channel *channel = context;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, header, sizeof(*genl))
		if (mnl_attr_get_type(attr) <= IGMP_QUERIER_A_MAX)
			notice.attrs[mnl_attr_get_type(attr)] = attr;
	channel->visit(&notice, channel->context);
	return MNL_CB_OK;
}

static int dump(struct channel *channel, uint8_t command, unsigned int ifindex)
{
	struct nlmsghdr *header;
	int err;

	header = start_request(channel->family, command,
			       IGMP_QUERIER_FAMILY_VERSION, NLM_F_DUMP);
	if (ifindex)
		mnl_attr_put_u32(header, IGMP_QUERIER_A_IFINDEX, ifindex);
	err = request(channel, header, visit_message);
	mnl_socket_close(channel->socket);
	return err;
}

void netlink_load_module(void)
{
	struct channel channel;

	if (!module_is_loaded() && !open_channel(&channel, NULL, NULL))
		mnl_socket_close(channel.socket);
}

int netlink_dump(uint8_t command, unsigned int ifindex, notice_visit *visit,
		 void *context)
{
	struct channel channel;
	int err;

	err = open_channel(&channel, visit, context);
	if (err)
		return fail_open(err);
	err = dump(&channel, command, ifindex);
	return err ? fail_netlink(err) : STATUS_DONE;
}

int netlink_try_dump(uint8_t command, unsigned int ifindex,
		     notice_visit *visit, void *context)
{
	struct channel channel;
	int err;

	err = open_channel(&channel, visit, context);
	return err ? err : dump(&channel, command, ifindex);
}

int netlink_command(uint8_t command, const struct netlink_target *target)
{
	struct channel channel;
	struct nlmsghdr *header;
	int err;

	err = open_channel(&channel, NULL, NULL);
	if (err)
		return fail_open(err);
	header = start_request(channel.family, command,
			       IGMP_QUERIER_FAMILY_VERSION, 0);
	mnl_attr_put_u32(header, IGMP_QUERIER_A_IFINDEX, target->ifindex);
	mnl_attr_put_u32(header, IGMP_QUERIER_A_PROTOCOL, target->protocol);
	if (target->len)
		mnl_attr_put(header, IGMP_QUERIER_A_GROUP, target->len,
			     target->group);
	err = request(&channel, header, NULL);
	mnl_socket_close(channel.socket);
	/* The kernel has the module's own error for a command that it lacks. */
	if (err == -EOPNOTSUPP && !(channel.commands & 1ULL << command))
		return -ENOSYS;
	return err;
}

/* Does the message say that the module's family was unregistered? */
static bool is_family_removed(const struct nlmsghdr *header,
			      const struct channel *channel)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr;

	if (header->nlmsg_type != GENL_ID_CTRL ||
	    genl->cmd != CTRL_CMD_DELFAMILY)
		return false;
	mnl_attr_for_each(attr, header, sizeof(*genl))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			return mnl_attr_get_u16(attr) == channel->family;
	return false;
}

static int handle_event(const struct nlmsghdr *header, void *context)
{
	struct channel *channel = context;

	if (header->nlmsg_type == channel->family)
		return visit_message(header, context);
	channel->removed = channel->removed || is_family_removed(header,
								 channel);
	return MNL_CB_OK;
}

/* Handles one message, or a loss. Returns a negative errno value. */
static int receive_event(struct channel *channel)
{
	static const struct notice loss;
	ssize_t len;

	len = mnl_socket_recvfrom(channel->socket, buffer, sizeof(buffer));
	if (len < 0 && errno == ENOBUFS) {
		channel->visit(&loss, channel->context);
		return 0;
	}
	if (len < 0)
		return -errno;
	if (mnl_cb_run(buffer, len, 0, 0, handle_event, channel) < 0)
		return -errno;
	return 0;
}

/* Without CAP_NET_ADMIN the kernel grants a smaller one. */
static void enlarge_backlog(const struct channel *channel)
{
	static const int size = BACKLOG_SIZE;
	int fd = mnl_socket_get_fd(channel->socket);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

static int join_group(const struct channel *channel, uint32_t group)
{
	return mnl_socket_setsockopt(channel->socket, NETLINK_ADD_MEMBERSHIP,
				     &group, sizeof(group)) ? -errno : 0;
}

static int join(const struct channel *channel)
{
	int err;

	enlarge_backlog(channel);
	err = join_group(channel, GENL_ID_CTRL);
	return err ? err : join_group(channel, channel->events);
}

int netlink_monitor(notice_visit *visit, void *context)
{
	struct channel channel;
	int err;

	err = open_channel(&channel, visit, context);
	if (err)
		return fail_open(err);
	err = join(&channel);
	while (!err && !channel.removed)
		err = receive_event(&channel);
	mnl_socket_close(channel.socket);
	if (channel.removed)
		return message_fail("the module %s was unloaded", MODULE);
	return fail_netlink(err);
}

static int fail_no_reports(void)
{
	return message_fail("the module %s that is loaded is too old to tell of reports",
			    MODULE);
}

static int subscribe(struct channel *channel)
{
	int err;

	if (!channel->reports)
		return fail_no_reports();
	enlarge_backlog(channel);
	err = join_group(channel, channel->reports);
	return err ? fail_netlink(err) : STATUS_DONE;
}

struct channel *netlink_hear_reports(notice_visit *visit, void *context)
{
	struct channel *channel = malloc(sizeof(*channel));
	int err;

	if (!channel)
		message_no_memory();
	err = open_channel(channel, visit, context);
	if (err)
		fail_open(err);
	else if (!subscribe(channel))
		return channel;
	else
		mnl_socket_close(channel->socket);
	free(channel);
	return NULL;
}

int netlink_await(struct channel *channel, int ms)
{
	struct pollfd poll_for = {
		.fd = mnl_socket_get_fd(channel->socket),
		.events = POLLIN,
	};

	if (poll(&poll_for, 1, ms) < 0)
		return errno == EINTR ? 0 : -errno;
	return poll_for.revents ? receive_event(channel) : 0;
}

void netlink_end(struct channel *channel)
{
	mnl_socket_close(channel->socket);
	free(channel);
}
