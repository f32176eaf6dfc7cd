// SPDX-License-Identifier: GPL-2.0
#include "params.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/stddef.h>

/* RFC 9776 8.6 */
static u32 startup_query_interval(const struct qr_params *params)
{
	return max(params->query_interval_ms / 4, params->floor_ms);
}

/* RFC 9776 8.7 */
static u32 startup_query_count(const struct qr_params *params)
{
	return params->robustness;
}

static u32 last_member_query_interval(const struct qr_params *params)
{
	return QR_DEFAULT_LAST_MEMBER_QUERY_INTERVAL_MS;
}

/* RFC 9776 8.9 */
static u32 last_member_query_count(const struct qr_params *params)
{
	return params->robustness;
}

const struct qr_param qr_param_table[QR_PARAM_COUNT] = {
#include "param_rows.h"
};

static u32 *member(struct qr_params *params, enum qr_param_id id)
{
	return (void *)params + qr_param_table[id].offset;
}

static u32 stored(const struct qr_params *params, enum qr_param_id id)
{
	return *(const u32 *)((const void *)params + qr_param_table[id].offset);
}

/*
 * The RFC's defaults.
 * @params: filled in
 */
void qr_params_init(struct qr_params *params, u32 version)
{
	enum qr_param_id id;

	*params = (struct qr_params) { .mode = QR_MODE_ELECT };
	for (id = 0; id < QR_PARAM_COUNT; id++)
		*member(params, id) = qr_param_table[id].initial;
	params->version = version;
}

static void note(struct qr_params *params, enum qr_explicit which,
		 bool is_explicit)
{
	if (is_explicit)
		params->explicit |= BIT(which);
	else
		params->explicit &= ~BIT(which);
}

static bool is_in_range(const struct qr_params *params, enum qr_param_id id)
{
	const struct qr_param *param = &qr_param_table[id];
	u32 value = stored(params, id);

	if (!value && param->derived)
		return true;
	if (param->paced && value < params->floor_ms)
		return false;
	return value >= param->min && value <= param->max;
}

/*
 * May a link run with these?
 * Return: 0, -ERANGE if a number is out of its range, -EINVAL if two parameters
 * contradict each other or the protocol does not have the mode.
 */
int qr_params_check(const struct qr_params *params,
		    const struct qr_proto *proto)
{
	enum qr_param_id id;

	for (id = 0; id < QR_PARAM_COUNT; id++) {
		if (!is_in_range(params, id))
			return -ERANGE;
	}
	if (params->version > proto->version_max)
		return -ERANGE;

	/* RFC 9776 8.3: responses must be in before the next query. */
	if (params->query_response_interval_ms > params->query_interval_ms)
		return -EINVAL;
	if (params->mode == QR_MODE_PROXY && !proto->has_proxy)
		return -EINVAL;
	return 0;
}

/*
 * Is a limit raised at the cost of the whole host? Only privilege in the
 * initial user namespace may do that.
 */
bool qr_params_need_privilege(const struct qr_params *params,
			      const struct qr_params *before)
{
	enum qr_param_id id;
	u32 most;

	for (id = 0; id < QR_PARAM_COUNT; id++) {
		most = qr_param_table[id].unprivileged;
		if (most && stored(params, id) > max(most, stored(before, id)))
			return true;
	}
	return false;
}

/* A number in force, set or derived, in milliseconds if it is a time. */
u32 qr_params_get(const struct qr_params *params, enum qr_param_id id)
{
	u32 value = stored(params, id);

	if (!value && qr_param_table[id].derived)
		return qr_param_table[id].derived(params);
	return value;
}

/*
 * Unchecked: qr_params_check() must see @params before use. 0 derives the
 * number if it can be derived.
 */
void qr_params_set(struct qr_params *params, enum qr_param_id id, u32 value)
{
	const struct qr_param *param = &qr_param_table[id];

	*member(params, id) = value;
	note(params, param->explicit, value || !param->derived);
}

/* Unchecked, too: other parameters may exclude the default. */
void qr_params_reset(struct qr_params *params, enum qr_param_id id,
		     const struct qr_proto *proto)
{
	const struct qr_param *param = &qr_param_table[id];

	*member(params, id) = id == QR_PARAM_VERSION ? proto->version_max :
						       param->initial;
	note(params, param->explicit, false);
}

void qr_params_set_mode(struct qr_params *params, enum qr_mode mode)
{
	params->mode = mode;
	note(params, QR_EXPLICIT_MODE, true);
}

void qr_params_reset_mode(struct qr_params *params)
{
	params->mode = QR_MODE_ELECT;
	note(params, QR_EXPLICIT_MODE, false);
}

/* The unspecified address is the default: the link chooses. */
void qr_params_set_source(struct qr_params *params,
			  const union qr_addr *source)
{
	params->source = *source;
	note(params, QR_EXPLICIT_SOURCE_ADDRESS, !qr_addr_any(source));
}

static ktime_t ms_times(u32 ms, u32 factor)
{
	return ms_to_ktime((u64)ms * factor);
}

/*
 * Robustness Variable x Query Interval: so long may the last of several lost
 * queries be away. RFC 9776 8.4, 8.5, 8.12 and 8.13 begin with it; nothing else
 * multiplies the two.
 */
ktime_t qr_params_query_span(const struct qr_params *params)
{
	return ms_times(params->query_interval_ms, params->robustness);
}

/*
 * Limit of another querier's span. It is not below this host's own span: else
 * two queriers of the same configuration would take turns.
 */
ktime_t qr_params_query_span_max(const struct qr_params *params)
{
	return max(qr_params_query_span(params),
		   ms_to_ktime(params->other_querier_max_ms));
}

/* RFC 9776 8.4: the span + 2 x Query Response Interval. */
ktime_t qr_params_membership_interval(const struct qr_params *params,
				      ktime_t span)
{
	return ktime_add_ms(span, 2 * (u64)params->query_response_interval_ms);
}

/* RFC 9776 8.10: Last Member Query Interval x Last Member Query Count. */
ktime_t qr_params_last_member_query_time(const struct qr_params *params,
					 u32 interval_ms)
{
	return ms_times(interval_ms,
			qr_params_get(params,
				      QR_PARAM_LAST_MEMBER_QUERY_COUNT));
}

/* RFC 9776 8.13: the span + Query Response Interval. */
ktime_t qr_params_older_host_present(const struct qr_params *params,
				     ktime_t span)
{
	return qr_params_older_version_present(span,
					params->query_response_interval_ms);
}

/* RFC 9776 8.5: the span + half a Query Response Interval. */
ktime_t qr_params_other_querier_present(const struct qr_params *params,
					ktime_t span)
{
	u64 half_ns = (u64)params->query_response_interval_ms *
		      (NSEC_PER_MSEC / 2);

	return ktime_add_ns(span, half_ns);
}

/* RFC 9776 8.12: the span + Max Resp Time of the last older query. */
ktime_t qr_params_older_version_present(ktime_t span, u32 max_resp_ms)
{
	return ktime_add_ms(span, max_resp_ms);
}
