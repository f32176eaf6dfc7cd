/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who speaks an older version, and the version to use beside them: of queriers
 * on a LAN (RFC 9776 7.3.1) and of hosts in a group (7.3.2).
 */
#ifndef QR_VERSION_H
#define QR_VERSION_H

#include "params.h"

#define QR_OLDER_VERSIONS	2	/* IGMPv1 and v2; MLD has one */

/*
 * struct qr_version - which older versions are spoken here
 * @older_until: Older Version Querier Present or Older Host Present timer, of
 *	version 1 first; 0: not running
 */
struct qr_version {
	ktime_t older_until[QR_OLDER_VERSIONS];
};

/* The last general query in an older version. @span is RV x QI, unlimited. */
struct qr_older_query {
	ktime_t heard;
	ktime_t span;
	u32 max_resp_ms;
};

void qr_version_heard(struct qr_version *version, u8 heard, u8 newest,
		      ktime_t until);
void qr_version_heard_query(struct qr_version *version, u8 heard,
			    const struct qr_older_query *query, ktime_t most);
void qr_version_recompute(struct qr_version *version,
			  const struct qr_older_query *older, ktime_t most,
			  ktime_t now);
void qr_version_expire(struct qr_version *version, ktime_t now);
ktime_t qr_version_next(const struct qr_version *version);
u8 qr_version_active(const struct qr_version *version, u8 configured,
		     bool fallback);

/* The oldest version that counts at this time, or @newest. */
static inline u8 qr_version_oldest(const struct qr_version *version, u8 newest,
				   ktime_t now)
{
	u8 v = 1;

	while (v < newest && !ktime_after(version->older_until[v - 1], now))
		v++;
	return v;
}

#endif /* QR_VERSION_H */
