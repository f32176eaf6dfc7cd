// SPDX-License-Identifier: GPL-2.0
#include "version.h"

/*
 * A message of version @heard counts until @until. The newest version is no
 * fallback.
 */
void qr_version_heard(struct qr_version *version, u8 heard, u8 newest,
		      ktime_t until)
{
	if (heard < newest)
		version->older_until[heard - 1] = until;
}

/* A querier of an older version was heard; its span counts as @most at most. */
void qr_version_heard_query(struct qr_version *version, u8 heard,
			    const struct qr_older_query *query, ktime_t most)
{
	ktime_t span = min(query->span, most);
	ktime_t present = qr_params_older_version_present(span,
							  query->max_resp_ms);

	version->older_until[heard - 1] = ktime_add(query->heard, present);
}

/* The limit of older queriers' spans changed. */
void qr_version_recompute(struct qr_version *version,
			  const struct qr_older_query *older, ktime_t most,
			  ktime_t now)
{
	u8 v;

	for (v = 1; v <= QR_OLDER_VERSIONS; v++) {
		if (version->older_until[v - 1])
			qr_version_heard_query(version, v, &older[v - 1], most);
	}
	qr_version_expire(version, now);
}

void qr_version_expire(struct qr_version *version, ktime_t now)
{
	u8 v;

	for (v = 1; v <= QR_OLDER_VERSIONS; v++) {
		if (!ktime_after(version->older_until[v - 1], now))
			version->older_until[v - 1] = 0;
	}
}

/* Return: when the next version expires, KTIME_MAX if none does. */
ktime_t qr_version_next(const struct qr_version *version)
{
	ktime_t next = KTIME_MAX;
	u8 v;

	for (v = 1; v <= QR_OLDER_VERSIONS; v++) {
		if (version->older_until[v - 1] && version->older_until[v - 1] < next)
			next = version->older_until[v - 1];
	}
	return next;
}

u8 qr_version_active(const struct qr_version *version, u8 configured,
		     bool fallback)
{
	u8 v;

	for (v = 1; fallback && v < configured; v++) {
		if (version->older_until[v - 1])
			return v;
	}
	return configured;
}
