/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an administrator sets on one link, and the times that follow from it
 * (RFC 9776 section 8).
 */
#ifndef QR_PARAMS_H
#define QR_PARAMS_H

#include "param_id.h"
#include "proto.h"

#include <linux/ktime.h>

/**
 * struct qr_params - the configuration of one family on one link
 *
 * All numbers are u32, so that one table (see qr_param_table) can describe,
 * check, show and store them.
 *
 * @mode: an enum qr_mode
 * @version: highest version used
 * @version_fallback: use an older version while an older querier is heard
 * @robustness: Robustness Variable
 * @query_interval_ms: Query Interval
 * @query_response_interval_ms: Query Response Interval
 * @startup_query_interval_ms: 0 derives it
 * @startup_query_count: 0 derives it
 * @last_member_query_interval_ms: 0 takes the default
 * @last_member_query_count: 0 derives it
 * @require_router_alert: ignore messages without Router Alert, but for those
 *	of version 1
 * @accept_off_subnet: accept senders from other subnets
 * @track_groups: keep members and sources
 * @max_groups: no more groups than that
 * @max_sources: no more sources a group than that
 * @track_hosts: keep the hosts of each group
 * @max_hosts: no more hosts a group than that
 * @other_querier_max_ms: limit of another querier's Robustness Variable x Query
 *	Interval, unless this host's own is longer
 * @floor_ms: shortest interval between queries; not a parameter: the link's
 *	namespace sets it
 * @explicit: which of these were set, by the bits of enum qr_explicit; all
 *	others have their defaults
 * @source: address to send from; unspecified: the link's best one
 */
struct qr_params {
	u32 mode;
	u32 version;
	u32 version_fallback;
	u32 robustness;
	u32 query_interval_ms;
	u32 query_response_interval_ms;
	u32 startup_query_interval_ms;
	u32 startup_query_count;
	u32 last_member_query_interval_ms;
	u32 last_member_query_count;
	u32 require_router_alert;
	u32 accept_off_subnet;
	u32 track_groups;
	u32 max_groups;
	u32 max_sources;
	u32 track_hosts;
	u32 max_hosts;
	u32 other_querier_max_ms;
	u32 floor_ms;
	u32 explicit;
	union qr_addr source;
};

/**
 * struct qr_param - one number among the parameters, as sysfs.yaml has it
 * @name: its name, which is its file's
 * @offset: where it stands in struct qr_params
 * @min: least value
 * @max: largest value
 * @initial: value on a new link; 0 if it is derived
 * @unprivileged: largest value that needs no privilege in the initial user
 *	namespace, as it cannot do harm outside its own; 0: none does
 * @paced: a time between queries, which @floor_ms bounds
 * @igmp_only: MLD leaves no choice of it
 * @derived: what it is while it is 0; NULL: it cannot be derived
 * @explicit: says that it was set
 */
struct qr_param {
	const char *name;
	size_t offset;
	u32 min;
	u32 max;
	u32 initial;
	u32 unprivileged;
	bool paced;
	bool igmp_only;
	u32 (*derived)(const struct qr_params *params);
	enum qr_explicit explicit;
};

extern const struct qr_param qr_param_table[QR_PARAM_COUNT];

void qr_params_init(struct qr_params *params, u32 version);
int qr_params_check(const struct qr_params *params,
		    const struct qr_proto *proto);
bool qr_params_need_privilege(const struct qr_params *params,
			      const struct qr_params *before);
u32 qr_params_get(const struct qr_params *params, enum qr_param_id id);
void qr_params_set(struct qr_params *params, enum qr_param_id id, u32 value);
void qr_params_reset(struct qr_params *params, enum qr_param_id id,
		     const struct qr_proto *proto);
void qr_params_set_mode(struct qr_params *params, enum qr_mode mode);
void qr_params_reset_mode(struct qr_params *params);
void qr_params_set_source(struct qr_params *params,
			  const union qr_addr *source);

ktime_t qr_params_query_span(const struct qr_params *params);
ktime_t qr_params_query_span_max(const struct qr_params *params);
ktime_t qr_params_membership_interval(const struct qr_params *params,
				      ktime_t span);
ktime_t qr_params_last_member_query_time(const struct qr_params *params,
					 u32 interval_ms);
ktime_t qr_params_older_host_present(const struct qr_params *params,
				     ktime_t span);
ktime_t qr_params_other_querier_present(const struct qr_params *params,
					ktime_t span);
ktime_t qr_params_older_version_present(ktime_t span, u32 max_resp_ms);

#endif /* QR_PARAMS_H */
