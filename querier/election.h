/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who is the Querier (RFC 9776 6.6.2): this host, or another one.
 */
#ifndef QR_ELECTION_H
#define QR_ELECTION_H

#include "params.h"
#include "proto.h"

/*
 * struct qr_election - the election on one link
 * @own: address this host stands with; unspecified: it has none
 * @other: the elected other querier; unspecified: there is none
 * @last_other: @other or, if there is none, the last one
 * @other_mac: the Ethernet address that @other last sent from, or zeros
 * @other_heard: when @other was last heard
 * @lower_heard: when any host was heard that this one gives way to
 * @robustness: QRV of @other, 0 if it said none
 * @query_interval_ms: QQI of @other, 0 if it said none
 */
struct qr_election {
	const struct qr_proto *proto;
	union qr_addr own;
	union qr_addr other;
	union qr_addr last_other;
	u8 other_mac[QR_MAC_LEN];
	bool querier;
	ktime_t other_heard;
	ktime_t lower_heard;
	u32 robustness;
	u32 query_interval_ms;
};

/**
 * enum qr_outcome - what a step of the election changed
 * @QR_UNCHANGED: nothing
 * @QR_STARTED: this host is the Querier now, and none was
 * @QR_STOPPED: there is no Querier any more
 * @QR_WON: this host is the Querier now, in another's place
 * @QR_LOST: another host is the Querier now, in this one's place
 * @QR_OTHER_CHANGED: one other host replaced another as the Querier
 */
enum qr_outcome {
	QR_UNCHANGED,
	QR_STARTED,
	QR_STOPPED,
	QR_WON,
	QR_LOST,
	QR_OTHER_CHANGED,
};

void qr_election_init(struct qr_election *election,
		      const struct qr_proto *proto);
enum qr_outcome qr_election_stand(struct qr_election *election,
				  const struct qr_params *params,
				  const union qr_addr *own);
enum qr_outcome qr_election_heard(struct qr_election *election,
				  const struct qr_params *params,
				  const struct qr_msg *msg, ktime_t now);
enum qr_outcome qr_election_expire(struct qr_election *election,
				   const struct qr_params *params, ktime_t now);
ktime_t qr_election_next(const struct qr_election *election,
			 const struct qr_params *params);
struct qr_params qr_election_params(const struct qr_election *election,
				    const struct qr_params *params);
ktime_t qr_election_span(const struct qr_election *election,
			 const struct qr_params *params);

#endif /* QR_ELECTION_H */
