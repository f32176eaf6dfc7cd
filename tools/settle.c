// SPDX-License-Identifier: GPL-2.0
#include "settle.h"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

enum { BUFFER_SIZE = 1 << 16 };	/* an answer may have many attributes */

static char buffer[BUFFER_SIZE];

/* The kernel takes its lock to answer; what it answers does not matter. */
static void ask(const struct mnl_socket *socket, const char *ifname)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *info;

	header->nlmsg_type = RTM_GETLINK;
	header->nlmsg_flags = NLM_F_REQUEST;
	info = mnl_nlmsg_put_extra_header(header, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(header, IFLA_IFNAME, ifname);
	if (mnl_socket_sendto(socket, header, header->nlmsg_len) >= 0)
		mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
}

void settle(const char *ifname)
{
	struct mnl_socket *socket;

	socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!socket)
		return;
	if (!mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID))
		ask(socket, ifname);
	mnl_socket_close(socket);
}
