// SPDX-License-Identifier: GPL-2.0
#include "link_read.h"

struct qr_params qr_link_read_params(struct qr_link *link)
{
	struct qr_params params;

	spin_lock_bh(&link->lock);
	params = link->params;
	spin_unlock_bh(&link->lock);
	return params;
}

struct qr_status qr_link_read_status(struct qr_link *link)
{
	struct qr_status status;

	spin_lock_bh(&link->lock);
	status = qr_link_status_locked(link);
	spin_unlock_bh(&link->lock);
	return status;
}

/**
 * qr_link_read_groups() - visit groups in the order of their addresses
 * @link: the link
 * @from: the address to begin with
 * @visit: called for each group, under the link's lock; false stops the visit
 * @arg: passed to @visit
 *
 * Return: whether all groups were visited.
 */
bool qr_link_read_groups(struct qr_link *link, const union qr_addr *from,
			 bool (*visit)(const struct qr_group *group,
				       ktime_t now, void *arg), void *arg)
{
	const struct qr_group *group;
	ktime_t now;

	spin_lock_bh(&link->lock);
	now = qr_link_clock();
	group = link->active ?
		qr_membership_from(&link->active->engine.members, from) : NULL;
	while (group && visit(group, now, arg))
		group = qr_membership_after(group);
	spin_unlock_bh(&link->lock);
	return !group;
}

/**
 * qr_link_read_hosts() - visit hosts in their order
 * @link: the link
 * @from: the one to begin with
 * @visit: called for each host, under the link's lock; false stops the visit
 * @arg: passed to @visit
 *
 * Return: whether all hosts were visited.
 */
bool qr_link_read_hosts(struct qr_link *link, const struct qr_host_key *from,
			bool (*visit)(const struct qr_host *host, ktime_t now,
				      void *arg), void *arg)
{
	const struct qr_host *host = NULL;
	ktime_t now;

	spin_lock_bh(&link->lock);
	now = qr_link_clock();
	if (link->active)
		host = qr_hosts_from(&link->active->engine.members.hosts, from);
	while (host && visit(host, now, arg))
		host = qr_hosts_next(host);
	spin_unlock_bh(&link->lock);
	return !host;
}

static void read_active(const struct qr_link_active *active,
			struct qr_link_view *view)
{
	ktime_t now = qr_link_clock();

	view->detail = qr_engine_detail(&active->engine, now);
	view->counting = ktime_sub(now, active->since);
	view->stats = active->engine.stats;
}

/* @view: filled in. */
void qr_link_read_view(struct qr_link *link, struct qr_link_view *view)
{
	spin_lock_bh(&link->lock);
	view->is_active = link->active;
	view->status = qr_link_status_locked(link);
	view->query_interval_ms = link->params.query_interval_ms;
	view->explicit = link->params.explicit;
	if (link->active)
		read_active(link->active, view);
	spin_unlock_bh(&link->lock);
}

u64 qr_link_read_stat(struct qr_link *link, enum qr_stat stat)
{
	u64 count;

	spin_lock_bh(&link->lock);
	count = link->active ? link->active->engine.stats.count[stat] : 0;
	spin_unlock_bh(&link->lock);
	return count;
}
