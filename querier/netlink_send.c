// SPDX-License-Identifier: GPL-2.0
#include "netlink_send.h"

#include <net/genetlink.h>
#include <net/net_namespace.h>

/* Bytes per report: more are lost, as they would keep the CPU. */
#define REPORT_BYTES	(64 * 1024)

/*
 * Room for the few events that most calls have. netlink copies a datagram that
 * leaves most of its room unused, so a larger one costs twice.
 */
#define FIRST_SIZE	640

/* Set once, before the first link. */
static const struct genl_family *family;

static struct net *link_net(const struct qr_link *link)
{
	return dev_net(link->dev);
}

/* Context: process, before the first link; @who outlasts all links. */
void qr_netlink_send_init(const struct genl_family *who)
{
	family = who;
}

static void look_up(struct qr_link *link, int mcgrp)
{
	struct qr_link_call *call = link->call;

	call->looked_up |= BIT(mcgrp);
	if (!genl_has_listeners(family, link_net(link), mcgrp))
		return;
	call->heard |= BIT(mcgrp);
	call->batch[mcgrp] = (struct qr_link_batch) {};
	call->now = qr_link_clock();
}

/* Are there subscribers? Looked up once per call on the engine. */
bool qr_netlink_send_is_heard(struct qr_link *link, int mcgrp)
{
	const struct qr_link_call *call = link->call;

	if (!(call->looked_up & BIT(mcgrp)))
		look_up(link, mcgrp);
	return call->heard & BIT(mcgrp);
}

static void send_datagram(struct qr_link *link, int mcgrp)
{
	struct qr_link_batch *batch = &link->call->batch[mcgrp];

	if (!batch->skb)
		return;
	batch->bytes += batch->skb->len;
	if (batch->message)
		genlmsg_multicast_netns(family, link_net(link), batch->skb, 0,
					mcgrp, GFP_ATOMIC);
	else
		nlmsg_free(batch->skb);
	batch->skb = NULL;
	batch->message = NULL;
}

/* Without a new datagram the rest of the call's messages is lost. */
static bool start_datagram(struct qr_link *link, int mcgrp)
{
	struct qr_link_batch *batch = &link->call->batch[mcgrp];

	send_datagram(link, mcgrp);
	if (!link->call->is_report ||
	    batch->bytes + NLMSG_DEFAULT_SIZE <= REPORT_BYTES)
		batch->skb = nlmsg_new(batch->bytes ? NLMSG_DEFAULT_SIZE :
						      FIRST_SIZE,
				       GFP_ATOMIC | __GFP_NOWARN);
	batch->is_lost = !batch->skb;
	return batch->skb;
}

static bool put_message(struct qr_link_batch *batch, u8 command,
			qr_netlink_put *put, const void *what)
{
	void *head = genlmsg_put(batch->skb, 0, 0, family, 0, command);

	if (!head)
		return false;
	if (put(batch->skb, what)) {
		genlmsg_cancel(batch->skb, head);
		return false;
	}
	genlmsg_end(batch->skb, head);
	batch->message = head;
	return true;
}

/* Into the same datagram as the message before, if it fits. */
void qr_netlink_send_add(struct qr_link *link, int mcgrp, u8 command,
			 qr_netlink_put *put, const void *what)
{
	struct qr_link_batch *batch = &link->call->batch[mcgrp];

	if (batch->is_lost ||
	    (batch->skb && put_message(batch, command, put, what)))
		return;
	if (start_datagram(link, mcgrp) &&
	    !put_message(batch, command, put, what))
		batch->is_lost = true;
}

/* After the messages, report lost ones, so that subscribers resynchronise. */
static void end_batch(struct qr_link *link, int mcgrp)
{
	send_datagram(link, mcgrp);
	if (link->call->batch[mcgrp].is_lost)
		genl_set_err(family, link_net(link), 0, mcgrp, -ENOBUFS);
}

/* A call on the engine ends that subscribers may hear of. */
void qr_netlink_send_end(struct qr_link *link)
{
	int mcgrp;

	for (mcgrp = 0; mcgrp < QR_MCGRPS; mcgrp++) {
		if (link->call->heard & BIT(mcgrp))
			end_batch(link, mcgrp);
	}
}
