// SPDX-License-Identifier: GPL-2.0
/*
 * What must hold of an engine, of its members and of what it sends.
 */
#include "run.h"
#include "wire.h"

#include <linux/rbtree_augmented.h>

#define REPORT_WORK	8192	/* as in engine_input.c */
#define MOST_ASKED	64	/* groups beside the table */
#define WALKS		3	/* of a record: expired, named, next deadline */
#define LOOKS		2	/* at a source that is named: mark, then commit */

/* Equally many black nodes on all paths, and no red node below a red one. */
static size_t check_balance(const struct rb_node *node,
			    const struct rb_node *parent)
{
	size_t blacks;

	if (!node)
		return 1;
	must(rb_parent(node) == parent);
	must(rb_is_black(node) || (parent && rb_is_black(parent)));
	blacks = check_balance(node->rb_left, node);
	must(blacks == check_balance(node->rb_right, node));
	return blacks + rb_is_black(node);
}

static size_t check_sources(const struct run *run, const struct qr_group *group)
{
	const struct qr_addr_node *node, *before = NULL;
	size_t count = 0;

	check_balance(group->sources.tree.rb_node, NULL);
	for (node = qr_addr_tree_first(&group->sources.tree); node;
	     before = node, node = qr_addr_tree_next(node)) {
		const struct qr_source *source =
			container_of(node, struct qr_source, node);

		must(run->family->proto->is_source(&node->addr));
		must(!before || memcmp(&before->addr, &node->addr,
				       sizeof(node->addr)) < 0);
		must(!source->named && !source->fresh);
		must(source->expires > run->now ||
		     (!source->expires && group->mode == QR_EXCLUDE));
		must(!source->retransmit || group->sources_at != KTIME_MAX);
		count++;
	}
	must(count == group->sources.count);
	must(count <= run->most_sources);
	return count;
}

static void check_host(const struct run *run, const struct qr_host *host)
{
	u16 i;

	must(run->engine.params->track_hosts);
	must(qr_host_last(host, run->now) <= run->now);
	must(qr_host_first(host) <= run->now);
	must(host->mode == QR_EXCLUDE || host->source_count);
	must(host->is_listed == (host->source_count <= QR_HOST_SOURCES));
	for (i = 0; host->is_listed && i < host->source_count; i++)
		must(run->family->proto->is_source(&host->sources[i]));
}

static struct qr_host_key key_of(const struct qr_host *host)
{
	struct qr_host_key key;

	memset(&key, 0, sizeof(key));
	key.group = host->group->addr;
	key.addr = host->addr;
	memcpy(key.mac, host->mac, QR_MAC_LEN);
	return key;
}

/* In their order, each with a group that is there and knows how many it has. */
static size_t check_hosts(const struct run *run)
{
	const struct qr_membership *members = &run->engine.members;
	const struct qr_host_key lowest = {};
	const struct qr_host *host, *next;
	const struct qr_addr_node *group;
	size_t count = 0, of_group = 0;

	check_balance(members->hosts.tree.rb_node, NULL);
	for (host = qr_hosts_from(&members->hosts, &lowest); host; host = next) {
		struct qr_host_key key = key_of(host), next_key;

		next = qr_hosts_next(host);
		next_key = next ? key_of(next) : key;
		must(!next || memcmp(&key, &next_key, sizeof(key)) < 0);
		must(qr_hosts_find(&members->hosts, &key) == host);
		check_host(run, host);
		group = qr_addr_tree_find(&members->groups, &key.group);
		must(group == host->group);
		count++;
		of_group++;
		if (next && next->group == group)
			continue;
		must(container_of(group, struct qr_group, node)->hosts ==
		     of_group);
		of_group = 0;
	}
	must(count == members->hosts.count);
	return count;
}

/* When a group is due next, apart from its hosts. */
static ktime_t deadline(const struct qr_group *group)
{
	ktime_t next = group->sources_at;
	const struct qr_addr_node *node;

	if (group->retransmit)
		next = min(next, group->query_at);
	if (group->mode == QR_EXCLUDE)
		next = min(next, group->expires);
	for (node = qr_addr_tree_first(&group->sources.tree); node;
	     node = qr_addr_tree_next(node)) {
		ktime_t expires =
			container_of(node, struct qr_source, node)->expires;

		if (expires)
			next = min(next, expires);
	}
	return next;
}

static void check_group(const struct run *run, const struct qr_group *group)
{
	must(run->family->proto->holds_state(&group->node.addr));
	must(!qr_group_is_empty(group));
	must(group->mode == QR_INCLUDE ? !group->retransmit :
					 group->expires > run->now);
	must(!group->tracked || run->engine.params->track_groups);
	must(group->tracked || (group->mode == QR_EXCLUDE &&
				!group->sources.count && !group->hosts));
	must(group->hosts <= run->most_hosts);
	must(!group->asking);
	must(!RB_EMPTY_NODE(&group->alarm.node));
	must(deadline(group) > run->now && deadline(group) != KTIME_MAX);
	must(group->deadline <= deadline(group));
	must(group->alarm.expires <= deadline(group));
	must(group->asked_until <= run->engine.members.engaged_until);
}

static size_t count_alarms(struct timerqueue_head *head)
{
	struct timerqueue_node *alarm = timerqueue_getnext(head);
	ktime_t before = 0;
	size_t count = 0;

	check_balance(head->rb_root.rb_root.rb_node, NULL);
	for (; alarm; alarm = timerqueue_iterate_next(alarm), count++) {
		must(alarm->expires >= before);
		before = alarm->expires;
	}
	return count;
}

/* The status shows the same groups, without those that are only queried. */
static void check_shown(const struct run *run)
{
	struct qr_status status = qr_engine_status(&run->engine, run->now);
	const struct qr_group *group;
	const union qr_addr lowest = {};
	size_t count = 0;

	for (group = qr_membership_from(&run->engine.members, &lowest); group;
	     group = qr_membership_after(group))
		count++;
	must(count == run->seen.groups);
	must(count == status.groups);
	must(status.querier == run->engine.election.querier);
	must(!status.querier || run->engine.running);
	must(!status.other_expires || !status.querier);
}

/* It goes on, or starts again after its end. */
static void check_engaged(struct run *run)
{
	const struct qr_membership *members = &run->engine.members;

	must(members->engaged_since <= run->now);
	must(members->engaged_since <= members->engaged_until);
	must(members->engaged_until >= run->engaged_until);
	must(members->engaged_since == run->engaged_since ||
	     (members->engaged_since == run->now &&
	      run->engaged_until <= run->now));
	run->engaged_since = members->engaged_since;
	run->engaged_until = members->engaged_until;
}

/* However it was configured, no interval between queries is shorter. */
static void check_floor(const struct qr_params *params)
{
	static const enum qr_param_id paced[] = {
		QR_PARAM_QUERY_INTERVAL, QR_PARAM_STARTUP_QUERY_INTERVAL,
		QR_PARAM_LAST_MEMBER_QUERY_INTERVAL,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paced); i++)
		must(qr_params_get(params, paced[i]) >= params->floor_ms);
}

/* An extra query waits only while the bucket is empty. */
static void check_bucket(const struct run *run)
{
	const struct qr_schedule *schedule = &run->engine.schedule;

	must(schedule->tokens_used <= QR_EXTRA_QUERIES);
	must(!schedule->tokens_used || schedule->tokens_used_since <= run->now);
	must(!schedule->extra || !run->engine.election.querier ||
	     schedule->tokens_used == QR_EXTRA_QUERIES);
	must(!schedule->extra_by || schedule->extra);
}

/* No querier is believed for longer than the administrator allows. */
static void check_limit(const struct run *run)
{
	const struct qr_engine *engine = &run->engine;
	ktime_t most = qr_params_query_span_max(engine->params);
	u8 v;

	must(qr_engine_status(engine, run->now).other_expires <=
	     qr_params_other_querier_present(engine->params, most));
	for (v = 1; v < engine->proto->version_max; v++)
		must(engine->version.older_until[v - 1] <= run->now +
		     qr_params_older_version_present(most,
						engine->older[v - 1].max_resp_ms));
}

/*
 * What is held is what there is, and no more than one who is alone may have: the
 * last object that was allowed may be above a half, and those groups that are
 * only asked for.
 */
static void check_memory(const struct run *run, size_t groups, size_t sources,
			 size_t hosts)
{
	const struct qr_membership *members = &run->engine.members;
	size_t bytes = groups * QR_GROUP_SIZE + sources * QR_SOURCE_SIZE +
		       hosts * QR_HOST_SIZE;

	must(members->budget.held == bytes);
	must(run->pool.held.counter == (long)bytes);
	must(bytes <= run->most_memory / 2 + QR_GROUP_SIZE +
		      MOST_ASKED * QR_GROUP_SIZE);
}

/* The engine says whenever what it keeps may have changed. */
static void check_kept(const struct run *run)
{
	const struct qr_engine *engine = &run->engine;
	const struct qr_kept *kept = &engine->kept;
	struct qr_kept fresh = *kept;

	if (engine->is_kept_stale)
		return;
	qr_kept_compute(&fresh, &engine->election, &engine->schedule,
			engine->params, &engine->version,
			qr_version_active(&engine->version,
					  engine->params->version,
					  engine->params->version_fallback));
	must(kept->until == fresh.until);
	must(kept->next == fresh.next);
	must(kept->ctx.version == fresh.ctx.version);
	must(kept->ctx.may_ask == fresh.ctx.may_ask);
	must(kept->ctx.membership == fresh.ctx.membership);
	must(kept->ctx.last_member_interval == fresh.ctx.last_member_interval);
	must(kept->ctx.last_member_time == fresh.ctx.last_member_time);
	must(kept->ctx.last_member_count == fresh.ctx.last_member_count);
	must(kept->ctx.older_host_present == fresh.ctx.older_host_present);
}

/* All of it, whenever what is due was taken. */
void check(struct run *run)
{
	const struct qr_membership *members = &run->engine.members;
	const struct qr_addr_node *node;
	size_t groups = 0, tracked = 0, sources = 0, hosts = 0;

	check_balance(members->groups.rb_node, NULL);
	for (node = qr_addr_tree_first(&members->groups); node;
	     node = qr_addr_tree_next(node), groups++) {
		const struct qr_group *group =
			container_of(node, struct qr_group, node);

		check_group(run, group);
		tracked += group->tracked;
		hosts += group->hosts;
		sources += check_sources(run, group);
	}
	must(members->count == tracked);
	must(members->asked == groups - tracked);
	must(members->asked <= MOST_ASKED);
	must(count_alarms(&run->engine.members.alarms) == groups);
	must(tracked <= run->most_groups);
	must(hosts == check_hosts(run));
	check_memory(run, groups, sources, hosts);
	must(run->seen.groups == tracked);
	must(run->seen.sources == sources);
	must(run->engine.running || !groups);
	must(qr_engine_next(&run->engine) > run->now);
	check_kept(run);
	check_bucket(run);
	check_floor(run->engine.params);
	check_engaged(run);
	check_limit(run);
	check_shown(run);
}

/* Of the records that are whole: no other counts. */
static size_t count_named(const struct run *run, const struct qr_msg *msg)
{
	struct qr_list records = msg->list;
	struct qr_record record;
	size_t count = 0;

	if (msg->type != QR_MSG_REPORT)
		return 0;
	while (records.count &&
	       !qr_record_next(&records, run->family->proto, &record))
		count += record.sources.count;
	return count;
}

/*
 * Of one report, after it: how many sources were looked at one after the other.
 * The last record may still look at all of its group. A source that is named
 * may follow the one that is named before.
 */
void check_effort(const struct run *run, const struct qr_msg *msg)
{
	must(fuzz_walked <= REPORT_WORK +
			    WALKS * (run->most_sources + run->most_hosts) +
			    LOOKS * count_named(run, msg));
}

/* What is sent can be read, and says the same. */
void check_query(const struct run *run, const struct qr_query *query,
		 u8 *packet)
{
	const struct qr_proto *proto = run->family->proto;
	size_t size = proto->query_size(query);
	struct qr_msg msg = {};
	u8 *copy;

	must(size <= max(run->mtu, 128U) && size <= LONGEST_PACKET);
	proto->build(query, packet);
	copy = malloc(size);
	memcpy(copy, packet, size);
	must(qr_wire_parse(proto, copy, size, &msg) == QR_ACCEPTED);
	free(copy);

	must(msg.type == QR_MSG_QUERY && msg.version == query->version);
	must(msg.router_alert);
	must(qr_addr_equal(&msg.source, &query->source));
	must(qr_addr_equal(&msg.group, &query->group));
	must(msg.max_resp_ms <= query->max_resp_ms || query->version == 1);
	must(query->version == proto->version_max || !query->list.count);
	if (query->version < proto->version_max)
		return;
	must(msg.suppress == query->suppress);
	must(msg.list.count == query->list.count);
	must(msg.list.len == query->list.len);
	must(msg.list.len == msg.list.count * (size_t)proto->addr_len);
	must(msg.robustness == (query->robustness > 7 ? 0 : query->robustness));
	must(msg.query_interval_ms <= query->query_interval_ms);
}
