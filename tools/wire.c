// SPDX-License-Identifier: GPL-2.0
#include "wire.h"
#include "compiler.h"
#include "message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	BUFFER_SIZE = 1 << 16,
	BACKLOG_SIZE = 1 << 20,
	AT_A_TIME = 64,		/* packets of one socket, then the clock */
	VLAN_ID = 0x0fff,	/* of a tag, IEEE 802.1Q 9.6 */
	IPV6_HEADER = 40,
	MLD_V2_REPORT = 143,
};

struct wire_tap {
	int fd;
};

/* To row @to of a filter from row @row; a jump is relative to the next row. */
#define JUMP_IF(row, value, to)	\
	[row] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, (to) - (row) - 1, 0)
#define JUMP(row, to) \
	[row] = BPF_STMT(BPF_JMP | BPF_JA, (to) - (row) - 1)
#define LOAD(row, size, at) \
	[row] = BPF_STMT(BPF_LD | BPF_##size | BPF_ABS, at)

enum {
	IPV4 = 4,
	IPV6 = 8,
	OPTIONS = 13,
	ICMPV6 = 22,
	MLD = 23,
	DROP = 28,
	ACCEPT = 29,
	FILTER_LEN = 30,
};

/*
 * From the network header on. IPv6 has its protocol in its header, or behind
 * hop-by-hop options of (byte 1 + 1) * 8 bytes, where MLD is.
 */
static struct sock_filter filter[FILTER_LEN] = {
	LOAD(0, W, SKF_AD_OFF + SKF_AD_PROTOCOL),
	JUMP_IF(1, ETH_P_IP, IPV4),
	JUMP_IF(2, ETH_P_IPV6, IPV6),
	JUMP(3, DROP),

	LOAD(IPV4, B, 9),
	JUMP_IF(5, IPPROTO_IGMP, ACCEPT),
	JUMP_IF(6, IPPROTO_PIM, ACCEPT),
	JUMP(7, DROP),

	LOAD(IPV6, B, 6),
	JUMP_IF(9, IPPROTO_HOPOPTS, OPTIONS),
	JUMP_IF(10, IPPROTO_ICMPV6, ICMPV6),
	JUMP_IF(11, IPPROTO_PIM, ACCEPT),
	JUMP(12, DROP),

	LOAD(OPTIONS, B, IPV6_HEADER),
	JUMP_IF(14, IPPROTO_PIM, ACCEPT),
	[15] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0,
			DROP - 16),
	LOAD(16, B, IPV6_HEADER + 1),
	[17] = BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 1),
	[18] = BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 3),
	[19] = BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, IPV6_HEADER),
	[20] = BPF_STMT(BPF_MISC | BPF_TAX, 0),
	JUMP(21, MLD),
	[ICMPV6] = BPF_STMT(BPF_LDX | BPF_IMM, IPV6_HEADER),
	[MLD] = BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
	JUMP_IF(24, MLD_LISTENER_QUERY, ACCEPT),
	JUMP_IF(25, MLD_LISTENER_REPORT, ACCEPT),
	JUMP_IF(26, MLD_LISTENER_REDUCTION, ACCEPT),
	JUMP_IF(27, MLD_V2_REPORT, ACCEPT),

	[DROP] = BPF_STMT(BPF_RET | BPF_K, 0),
	[ACCEPT] = BPF_STMT(BPF_RET | BPF_K, BUFFER_SIZE),
};

uint64_t wire_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

/* A socket of protocol 0 hears nothing before it is bound to an interface. */
static int set_up(int fd, unsigned int ifindex)
{
	static const struct sock_fprog program = { FILTER_LEN, filter };
	static const int on = 1, size = BACKLOG_SIZE;
	const struct sockaddr_ll where = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = ifindex,
	};

	/* Without it a few packets more are lost, which is noticed. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
	    bind(fd, (const struct sockaddr *)&where, sizeof(where)))
		return -errno;
	return 0;
}

static int open_tap(unsigned int ifindex)
{
	int err, fd;

	fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	err = set_up(fd, ifindex);
	if (!err)
		return fd;
	close(fd);
	return err;
}

int wire_open(struct wire *wire, unsigned int ifindex)
{
	int fd = open_tap(ifindex);

	if (fd < 0)
		return fd;
	if (!wire->buffer)
		wire->buffer = malloc(BUFFER_SIZE);
	wire->taps = reallocarray(wire->taps, wire->count + 1,
				  sizeof(*wire->taps));
	if (!wire->taps || !wire->buffer)
		message_no_memory();
	wire->taps[wire->count++] = (struct wire_tap){ .fd = fd };
	return 0;
}

static void read_auxdata(struct msghdr *header, struct wire_packet *packet)
{
	struct tpacket_auxdata aux = { 0 };
	struct cmsghdr *part;

	for (part = CMSG_FIRSTHDR(header); part;
	     part = CMSG_NXTHDR(header, part))
		if (part->cmsg_level == SOL_PACKET &&
		    part->cmsg_type == PACKET_AUXDATA &&
		    part->cmsg_len >= CMSG_LEN(sizeof(aux)))
			memcpy(&aux, CMSG_DATA(part), sizeof(aux));
	if (aux.tp_status & TP_STATUS_VLAN_VALID)
		packet->vlan = aux.tp_vlan_tci & VLAN_ID;
	packet->is_checked = aux.tp_status & TP_STATUS_CSUMNOTREADY;
}

static bool is_nothing_yet(int err)
{
	return err == EAGAIN || err == EINTR;
}

static void describe(const struct sockaddr_ll *from, struct msghdr *header,
		     struct wire_packet *packet)
{
	packet->when_ms = wire_now();
	packet->is_outgoing = from->sll_pkttype == PACKET_OUTGOING;
	packet->ethertype = ntohs(from->sll_protocol);
	memcpy(packet->mac, from->sll_addr, ETH_ALEN);
	read_auxdata(header, packet);
}

/* Returns the frame's length; 0: there is none, or a negative errno value. */
static int read_packet(const struct wire *wire, size_t tap,
		       struct sockaddr_ll *from, struct wire_packet *packet)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} parts;
	struct iovec room = { wire->buffer, BUFFER_SIZE };
	struct msghdr header = {
		.msg_name = from,
		.msg_namelen = sizeof(*from),
		.msg_iov = &room,
		.msg_iovlen = 1,
		.msg_control = &parts,
		.msg_controllen = sizeof(parts),
	};
	ssize_t len = recvmsg(wire->taps[tap].fd, &header, 0);

	if (len < 0)
		return is_nothing_yet(errno) ? 0 : -errno;
	*packet = (struct wire_packet){
		.tap = tap,
		.bytes = wire->buffer,
		.len = MIN(len, BUFFER_SIZE),
	};
	describe(from, &header, packet);
	return packet->len;
}

/* Hears a packet, unless it is for others and came by promiscuous mode. */
static int visit_next(const struct wire *wire, size_t tap, wire_visit *visit,
		      void *context)
{
	struct sockaddr_ll from = { 0 };
	struct wire_packet packet;
	int len;

	len = read_packet(wire, tap, &from, &packet);
	if (len > 0 && from.sll_pkttype != PACKET_OTHERHOST)
		visit(&packet, context);
	return len;
}

static int visit_some(const struct wire *wire, size_t tap, wire_visit *visit,
		      void *context)
{
	int i, len = 1;

	for (i = 0; i < AT_A_TIME && len > 0; i++)
		len = visit_next(wire, tap, visit, context);
	/* The interface went down, or is gone: others are still there. */
	return len < 0 && len != -ENETDOWN && len != -ENODEV ? len : 0;
}

static struct pollfd *poll_list(const struct wire *wire)
{
	struct pollfd *list = calloc(wire->count, sizeof(*list));
	size_t i;

	if (!list && wire->count)
		message_no_memory();
	for (i = 0; i < wire->count; i++)
		list[i] = (struct pollfd){ wire->taps[i].fd, POLLIN, 0 };
	return list;
}

static int listen_until(struct wire *wire, struct pollfd *list, uint64_t until,
			wire_visit *visit, void *context)
{
	uint64_t now;
	size_t i;
	int err = 0;

	while (!err && (now = wire_now()) < until) {
		if (poll(list, wire->count, MIN(until - now, INT32_MAX)) < 0)
			return errno == EINTR ? 0 : -errno;
		for (i = 0; i < wire->count && !err; i++)
			if (list[i].revents)
				err = visit_some(wire, i, visit, context);
	}
	return err;
}

int wire_listen(struct wire *wire, uint64_t until, wire_visit *visit,
		void *context)
{
	struct pollfd *list = poll_list(wire);
	int err = listen_until(wire, list, until, visit, context);

	free(list);
	return err;
}

unsigned int wire_lost(const struct wire *wire, size_t tap)
{
	struct tpacket_stats stats = { 0 };
	socklen_t size = sizeof(stats);

	if (getsockopt(wire->taps[tap].fd, SOL_PACKET, PACKET_STATISTICS,
		       &stats, &size))
		return 0;
	return stats.tp_drops;
}

void wire_close(struct wire *wire)
{
	size_t i;

	for (i = 0; i < wire->count; i++)
		close(wire->taps[i].fd);
	free(wire->taps);
	free(wire->buffer);
	*wire = (struct wire){ 0 };
}
