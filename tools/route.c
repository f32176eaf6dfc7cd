// SPDX-License-Identifier: GPL-2.0
#include "route.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>

enum { BUFFER_SIZE = 1 << 16 };	/* the kernel's messages are smaller */

static char buffer[BUFFER_SIZE];

struct nlmsghdr *route_begin(uint16_t type, uint16_t flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	header->nlmsg_seq = 1;
	return header;
}

static int receive(struct mnl_socket *socket, mnl_cb_t visit, void *context)
{
	unsigned int port = mnl_socket_get_portid(socket);
	ssize_t len;
	int more;

	do {
		len = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
		if (len < 0)
			return -errno;
		more = mnl_cb_run(buffer, len, 1, port, visit, context);
	} while (more > 0);
	return more < 0 ? -errno : 0;
}

int route_ask(struct nlmsghdr *header, mnl_cb_t visit, void *context)
{
	struct mnl_socket *socket;
	int err;

	socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!socket)
		return -errno;
	err = mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) ||
	      mnl_socket_sendto(socket, header, header->nlmsg_len) < 0 ?
	      -errno : receive(socket, visit, context);
	mnl_socket_close(socket);
	return err;
}

const struct nlattr *route_find(const struct nlattr *nest, uint16_t type)
{
	const struct nlattr *attr, *found = NULL;

	if (nest)
		mnl_attr_for_each_nested(attr, nest)
			if (mnl_attr_get_type(attr) == type)
				found = attr;
	return found;
}
