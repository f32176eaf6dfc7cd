/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading a link's engine under its lock. Any context but hard interrupts.
 */
#ifndef QR_LINK_READ_H
#define QR_LINK_READ_H

#include "engine_detail.h"
#include "link.h"

/**
 * struct qr_link_view - what a link shows at one moment
 * @is_active: it was enabled at some time; if not, only what follows up to
 *	@explicit is filled in
 * @status: of its engine
 * @query_interval_ms: as configured
 * @explicit: the parameters that were set, bits of enum qr_explicit
 * @detail: of its engine
 * @counting: for how long @stats count
 * @stats: its counters
 */
struct qr_link_view {
	bool is_active;
	struct qr_status status;
	u32 query_interval_ms;
	u32 explicit;
	struct qr_detail detail;
	ktime_t counting;
	struct qr_stats stats;
};

struct qr_params qr_link_read_params(struct qr_link *link);
struct qr_status qr_link_read_status(struct qr_link *link);
bool qr_link_read_groups(struct qr_link *link, const union qr_addr *from,
			 bool (*visit)(const struct qr_group *group,
				       ktime_t now, void *arg), void *arg);
bool qr_link_read_hosts(struct qr_link *link, const struct qr_host_key *from,
			bool (*visit)(const struct qr_host *host, ktime_t now,
				      void *arg), void *arg);
void qr_link_read_view(struct qr_link *link, struct qr_link_view *view);
u64 qr_link_read_stat(struct qr_link *link, enum qr_stat stat);

#endif /* QR_LINK_READ_H */
