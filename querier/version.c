// SPDX-License-Identifier: GPL-2.0
#include "version.h"

/**
 * qr_version_heard() - somebody spoke some version
 * @version: the state
 * @heard: which one
 * @newest: the newest there is, which nobody is minded for
 * @until: when to forget it, unless it is heard again
 */
void qr_version_heard(struct qr_version *version, u8 heard, u8 newest,
		      ktime_t until)
{
	if (heard < newest)
		version->older_until[heard] = until;
}

/**
 * qr_version_heard_query() - a querier spoke an older version
 * @version: the state
 * @heard: which one
 * @query: what it said, and when
 * @most: its span counts as no more
 */
void qr_version_heard_query(struct qr_version *version, u8 heard,
			    const struct qr_older_query *query, ktime_t most)
{
	ktime_t span = min(query->span, most);
	ktime_t present = qr_params_older_version_present(span,
							  query->max_resp_ms);

	version->older_until[heard] = ktime_add(query->heard, present);
}

/**
 * qr_version_recompute() - the limit for older queriers changed
 * @version: the state
 * @older: their last queries, by version
 * @most: their spans count as no more from now on
 * @now: the time
 */
void qr_version_recompute(struct qr_version *version,
			  const struct qr_older_query *older, ktime_t most,
			  ktime_t now)
{
	u8 v;

	for (v = 1; v < QR_VERSION_MAX; v++) {
		if (version->older_until[v])
			qr_version_heard_query(version, v, &older[v], most);
	}
	qr_version_expire(version, now);
}

/**
 * qr_version_expire() - forget those whose time is up
 * @version: the state
 * @now: the time
 */
void qr_version_expire(struct qr_version *version, ktime_t now)
{
	u8 v;

	for (v = 1; v < QR_VERSION_MAX; v++) {
		if (!ktime_after(version->older_until[v], now))
			version->older_until[v] = 0;
	}
}

/**
 * qr_version_next() - when the next of them is forgotten
 * @version: the state
 *
 * Return: a time, KTIME_MAX if there is none.
 */
ktime_t qr_version_next(const struct qr_version *version)
{
	ktime_t next = KTIME_MAX;
	u8 v;

	for (v = 1; v < QR_VERSION_MAX; v++) {
		if (version->older_until[v] && version->older_until[v] < next)
			next = version->older_until[v];
	}
	return next;
}

/**
 * qr_version_active() - the version to use
 * @version: the state
 * @configured: highest version allowed
 * @fallback: use the lowest version that anybody speaks
 *
 * Return: the version.
 */
u8 qr_version_active(const struct qr_version *version, u8 configured,
		     bool fallback)
{
	u8 v;

	for (v = 1; fallback && v < configured; v++) {
		if (version->older_until[v])
			return v;
	}
	return configured;
}
