/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: what came in, what was decided and what went out. Record them
 * with "trace-cmd record -e igmp_querier".
 *
 * All addresses are 16 bytes; IPv4 ones are mapped (::ffff:192.0.2.1).
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM igmp_querier

#if !defined(QR_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define QR_TRACE_H

#include "engine.h"

#include <linux/netdevice.h>
#include <linux/tracepoint.h>
#include <net/ipv6.h>

#ifndef QR_TRACE_ONCE
#define QR_TRACE_ONCE
static inline void qr_trace_addr(u8 *to, const struct qr_proto *proto,
				 const union qr_addr *addr)
{
	struct in6_addr mapped = addr->v6;

	if (!proto->is_ipv6)
		ipv6_addr_set_v4mapped(addr->v4, &mapped);
	memcpy(to, &mapped, sizeof(mapped));
}
#endif

/* Tools that read the format files need values instead of names. */
TRACE_DEFINE_ENUM(QR_ORIGIN_SUBNET);
TRACE_DEFINE_ENUM(QR_ORIGIN_OFF_SUBNET);
TRACE_DEFINE_ENUM(QR_ORIGIN_OWN);
TRACE_DEFINE_ENUM(QR_ORIGIN_DUPLICATE);
TRACE_DEFINE_ENUM(QR_ORIGIN_NO_HOST);
TRACE_DEFINE_ENUM(QR_EVENT_STARTED);
TRACE_DEFINE_ENUM(QR_EVENT_STOPPED);
TRACE_DEFINE_ENUM(QR_EVENT_WON);
TRACE_DEFINE_ENUM(QR_EVENT_LOST);
TRACE_DEFINE_ENUM(QR_EVENT_OTHER_CHANGED);
TRACE_DEFINE_ENUM(QR_EVENT_MOVED);
TRACE_DEFINE_ENUM(QR_EVENT_VERSION);
TRACE_DEFINE_ENUM(QR_EVENT_DUPLICATE);
TRACE_DEFINE_ENUM(QR_EVENT_LIMIT);
TRACE_DEFINE_ENUM(QR_EVENT_RIVAL);
TRACE_DEFINE_ENUM(QR_IS_IN);
TRACE_DEFINE_ENUM(QR_IS_EX);
TRACE_DEFINE_ENUM(QR_TO_IN);
TRACE_DEFINE_ENUM(QR_TO_EX);
TRACE_DEFINE_ENUM(QR_ALLOW);
TRACE_DEFINE_ENUM(QR_BLOCK);

#define QR_TRACE_VERDICT	32

/*
 * First in each event. The memset() clears padding between fields and behind
 * texts, which would show old memory to every reader of the trace.
 */
#define QR_TRACE_ASSIGN_WHERE						\
	do {								\
		memset((void *)__entry + sizeof(__entry->ent), 0,	\
		       sizeof(*__entry) - sizeof(__entry->ent));	\
		strscpy(__entry->dev, dev->name, IFNAMSIZ);		\
		__entry->ipv6 = proto->is_ipv6;				\
	} while (0)

#define QR_TRACE_PROTO	(__entry->ipv6 ? "mld" : "igmp")

TRACE_EVENT(igmp_querier_query_sent,
	TP_PROTO(const struct net_device *dev, const struct qr_proto *proto,
		 const struct qr_query *query, int err),
	TP_ARGS(dev, proto, query, err),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__field(u8, ipv6)
		__array(u8, source, 16)
		__array(u8, group, 16)
		__field(u8, version)
		__field(u8, suppress)
		__field(u16, sources)
		__field(int, err)
	),
	TP_fast_assign(
		QR_TRACE_ASSIGN_WHERE;
		qr_trace_addr(__entry->source, proto, &query->source);
		qr_trace_addr(__entry->group, proto, &query->group);
		__entry->version = query->version;
		__entry->suppress = query->suppress;
		__entry->sources = query->list.count;
		__entry->err = err;
	),
	TP_printk("dev %s %s version %u src %pI6c group %pI6c sources %u suppress %u err %d",
		  __entry->dev, QR_TRACE_PROTO, __entry->version,
		  __entry->source, __entry->group, __entry->sources,
		  __entry->suppress, __entry->err)
);

TRACE_EVENT(igmp_querier_query_heard,
	TP_PROTO(const struct net_device *dev, const struct qr_proto *proto,
		 const struct qr_msg *msg),
	TP_ARGS(dev, proto, msg),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__field(u8, ipv6)
		__array(u8, source, 16)
		__array(u8, group, 16)
		__field(u8, version)
		__field(u8, suppress)
		__field(u8, origin)
		__field(u16, sources)
		__field(u32, max_resp_ms)
		__field(u32, robustness)
		__field(u32, query_interval_ms)
	),
	TP_fast_assign(
		QR_TRACE_ASSIGN_WHERE;
		qr_trace_addr(__entry->source, proto, &msg->source);
		qr_trace_addr(__entry->group, proto, &msg->group);
		__entry->version = msg->version;
		__entry->suppress = msg->suppress;
		__entry->origin = msg->origin;
		__entry->sources = msg->list.count;
		__entry->max_resp_ms = msg->max_resp_ms;
		__entry->robustness = msg->robustness;
		__entry->query_interval_ms = msg->query_interval_ms;
	),
	TP_printk("dev %s %s version %u src %pI6c group %pI6c sources %u suppress %u max_resp %u ms qrv %u qqi %u ms from %s",
		  __entry->dev, QR_TRACE_PROTO, __entry->version,
		  __entry->source, __entry->group, __entry->sources,
		  __entry->suppress, __entry->max_resp_ms, __entry->robustness,
		  __entry->query_interval_ms,
		  __print_symbolic(__entry->origin,
				   { QR_ORIGIN_SUBNET, "subnet" },
				   { QR_ORIGIN_OFF_SUBNET, "off-subnet" },
				   { QR_ORIGIN_OWN, "own" },
				   { QR_ORIGIN_DUPLICATE, "duplicate" },
				   { QR_ORIGIN_NO_HOST, "no-host" }))
);

TRACE_EVENT(igmp_querier_election,
	TP_PROTO(const struct net_device *dev, const struct qr_proto *proto,
		 unsigned int events, const struct qr_status *status),
	TP_ARGS(dev, proto, events, status),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__field(u8, ipv6)
		__array(u8, querier, 16)
		__array(u8, other, 16)
		__field(u8, is_querier)
		__field(u8, version)
		__field(u32, events)
	),
	TP_fast_assign(
		QR_TRACE_ASSIGN_WHERE;
		qr_trace_addr(__entry->querier, proto, &status->address);
		qr_trace_addr(__entry->other, proto, &status->last_other);
		__entry->is_querier = status->querier;
		__entry->version = status->active_version;
		__entry->events = events;
	),
	TP_printk("dev %s %s %s querier %pI6c last other %pI6c version %u is %s",
		  __entry->dev, QR_TRACE_PROTO,
		  __print_flags(__entry->events, "|",
				{ QR_EVENT_STARTED, "started" },
				{ QR_EVENT_STOPPED, "stopped" },
				{ QR_EVENT_WON, "won" },
				{ QR_EVENT_LOST, "lost" },
				{ QR_EVENT_OTHER_CHANGED, "other-changed" },
				{ QR_EVENT_MOVED, "moved" },
				{ QR_EVENT_VERSION, "version" },
				{ QR_EVENT_DUPLICATE, "duplicate" },
				{ QR_EVENT_LIMIT, "limit" },
				{ QR_EVENT_RIVAL, "rival" }),
		  __entry->querier, __entry->other, __entry->version,
		  __entry->is_querier ? "querier" : "non-querier")
);

TRACE_EVENT(igmp_querier_record,
	TP_PROTO(const struct net_device *dev, const struct qr_proto *proto,
		 const struct qr_msg *msg, const struct qr_record *record,
		 unsigned int verdict),
	TP_ARGS(dev, proto, msg, record, verdict),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__field(u8, ipv6)
		__array(u8, reporter, 16)
		__array(u8, group, 16)
		__field(u8, version)
		__field(u8, type)
		__field(u16, sources)
		__array(char, verdict, QR_TRACE_VERDICT)
	),
	TP_fast_assign(
		QR_TRACE_ASSIGN_WHERE;
		qr_trace_addr(__entry->reporter, proto, &msg->source);
		qr_trace_addr(__entry->group, proto, &record->group);
		__entry->version = msg->version;
		__entry->type = record->type;
		__entry->sources = record->sources.count;
		strscpy(__entry->verdict, verdict ?
			qr_stat_names[QR_STAT_IGNORED(verdict)] : "accepted",
			QR_TRACE_VERDICT);
	),
	TP_printk("dev %s %s version %u from %pI6c %s group %pI6c sources %u %s",
		  __entry->dev, QR_TRACE_PROTO, __entry->version,
		  __entry->reporter,
		  __print_symbolic(__entry->type,
				   { QR_IS_IN, "IS_IN" },
				   { QR_IS_EX, "IS_EX" },
				   { QR_TO_IN, "TO_IN" },
				   { QR_TO_EX, "TO_EX" },
				   { QR_ALLOW, "ALLOW" },
				   { QR_BLOCK, "BLOCK" }),
		  __entry->group, __entry->sources,
		  __entry->verdict)
);

TRACE_EVENT(igmp_querier_group_expired,
	TP_PROTO(const struct net_device *dev, const struct qr_proto *proto,
		 const struct qr_group *group),
	TP_ARGS(dev, proto, group),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__field(u8, ipv6)
		__array(u8, group, 16)
		__array(u8, reporter, 16)
	),
	TP_fast_assign(
		QR_TRACE_ASSIGN_WHERE;
		qr_trace_addr(__entry->group, proto, &group->node.addr);
		qr_trace_addr(__entry->reporter, proto, &group->reporter);
	),
	TP_printk("dev %s %s group %pI6c last reporter %pI6c",
		  __entry->dev, QR_TRACE_PROTO, __entry->group,
		  __entry->reporter)
);

TRACE_EVENT(igmp_querier_source_expired,
	TP_PROTO(const struct net_device *dev, const struct qr_proto *proto,
		 const struct qr_group *group, const struct qr_source *source),
	TP_ARGS(dev, proto, group, source),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__field(u8, ipv6)
		__array(u8, group, 16)
		__array(u8, source, 16)
	),
	TP_fast_assign(
		QR_TRACE_ASSIGN_WHERE;
		qr_trace_addr(__entry->group, proto, &group->node.addr);
		qr_trace_addr(__entry->source, proto, &source->node.addr);
	),
	TP_printk("dev %s %s group %pI6c source %pI6c",
		  __entry->dev, QR_TRACE_PROTO, __entry->group,
		  __entry->source)
);

#endif /* QR_TRACE_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
