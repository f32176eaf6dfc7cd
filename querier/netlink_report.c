// SPDX-License-Identifier: GPL-2.0
#include "netlink_report.h"
#include "netlink_send.h"
#include "nlattr.h"
#include "uapi.h"

#include <net/netlink.h>

static_assert((int)IGMP_QUERIER_RECORD_TYPE_BLOCK == QR_BLOCK);

/* A record and where it was heard. */
struct heard {
	const struct qr_link *link;
	const struct qr_msg *msg;
	const struct qr_record *record;
};

static int put_heard(struct sk_buff *skb, const void *what)
{
	const struct heard *heard = what;
	const struct qr_msg *msg = heard->msg;

	if (qr_nlattr_put_link(skb, heard->link) ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_REPORTER, heard->link,
			       &msg->source) ||
	    qr_nlattr_put_mac(skb, IGMP_QUERIER_A_MAC, msg->mac) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_VERSION, msg->version) ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_GROUP, heard->link,
			       &heard->record->group))
		return -EMSGSIZE;
	return nla_put_u32(skb, IGMP_QUERIER_A_RECORD_TYPE,
			   heard->record->type);
}

/* Does the host listen, whether or not there is room for it? */
static bool is_answer(enum qr_verdict verdict)
{
	switch (verdict) {
	case QR_ACCEPTED:
	case QR_IGNORED_GROUP_LIMIT:
	case QR_IGNORED_SOURCE_LIMIT:
	case QR_IGNORED_MEMORY:
	case QR_IGNORED_MEMORY_LIMIT:
		return true;
	default:
		return false;
	}
}

static void add(struct qr_link *link, const struct qr_msg *msg,
		const struct qr_record *record)
{
	const struct heard heard = {
		.link = link,
		.msg = msg,
		.record = record,
	};

	qr_netlink_send_add(link, QR_MCGRP_REPORTS,
			    IGMP_QUERIER_CMD_REPORT_HEARD, put_heard, &heard);
}

/* Context: the link's lock held. */
void qr_netlink_report(struct qr_link *link, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_verdict verdict)
{
	if (qr_netlink_send_is_heard(link, QR_MCGRP_REPORTS) &&
	    is_answer(verdict))
		add(link, msg, record);
}
