/* SPDX-License-Identifier: GPL-2.0 */
/*
 * More of what can be seen of an engine, for those who ask for it.
 */
#ifndef QR_ENGINE_DETAIL_H
#define QR_ENGINE_DETAIL_H

#include "engine.h"

/*
 * struct qr_detail - more than struct qr_status
 * @querier_since: for how long the Querier is the same; QR_NEVER: there is none
 * @querier_mac: the Ethernet address it sends from; zeros: this host's, or
 *	unknown
 * @next_query: time to this host's next general query; QR_NEVER: it is not the
 *	Querier
 * @last_report: time since another host's report; QR_NEVER: none was heard
 * @older_since: for how long an older version is in use; QR_NEVER: none is
 * @older_querier: the querier that caused it
 * @heard_query_interval_ms: QQI of another Querier, 0: there is none
 * @heard_robustness: its QRV, 0: there is none
 * @membership: Group Membership Interval in force
 * @other_querier: Other Querier Present Interval in force
 * @last_member: Last Member Query Time in force
 * @older_host: Older Host Present Interval in force
 */
struct qr_detail {
	ktime_t querier_since;
	u8 querier_mac[QR_MAC_LEN];
	ktime_t next_query;
	ktime_t last_report;
	ktime_t older_since;
	union qr_addr older_querier;
	u32 heard_query_interval_ms;
	u32 heard_robustness;
	ktime_t membership;
	ktime_t other_querier;
	ktime_t last_member;
	ktime_t older_host;
};

#define QR_NEVER	KTIME_MAX

struct qr_detail qr_engine_detail(const struct qr_engine *engine, ktime_t now);

#endif /* QR_ENGINE_DETAIL_H */
