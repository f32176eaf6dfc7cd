/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	querier/igmp_querier.yaml */
/* YNL-GEN uapi header */
/* To regenerate run: tools/testing/netlink-spec write */

#ifndef QR_UAPI_H
#define QR_UAPI_H

#define IGMP_QUERIER_FAMILY_NAME	"igmp_querier"
#define IGMP_QUERIER_FAMILY_VERSION	1

/**
 * enum igmp_querier_protocol
 * @IGMP_QUERIER_PROTOCOL_IGMP: IGMP, for IPv4
 * @IGMP_QUERIER_PROTOCOL_MLD: MLD, for IPv6
 */
enum igmp_querier_protocol {
	IGMP_QUERIER_PROTOCOL_IGMP,
	IGMP_QUERIER_PROTOCOL_MLD,
};

/**
 * enum igmp_querier_state - What a querier does, as in its file "state".
 * @IGMP_QUERIER_STATE_DISABLED: nothing
 * @IGMP_QUERIER_STATE_DOWN: nothing, as it cannot work now
 * @IGMP_QUERIER_STATE_QUERIER: it sends queries
 * @IGMP_QUERIER_STATE_NON_QUERIER: it listens, as another querier was elected
 *   or in mode passive
 */
enum igmp_querier_state {
	IGMP_QUERIER_STATE_DISABLED,
	IGMP_QUERIER_STATE_DOWN,
	IGMP_QUERIER_STATE_QUERIER,
	IGMP_QUERIER_STATE_NON_QUERIER,
};

/**
 * enum igmp_querier_reason - Why an interface can have no querier now, as in
 *   the file "state_reason".
 * @IGMP_QUERIER_REASON_NONE: it can
 * @IGMP_QUERIER_REASON_LINK_DOWN: the device is down or has no carrier
 * @IGMP_QUERIER_REASON_LOOPBACK: a loopback device
 * @IGMP_QUERIER_REASON_NOT_ETHERNET: not Ethernet-like
 * @IGMP_QUERIER_REASON_NO_MULTICAST: the device cannot do multicast
 * @IGMP_QUERIER_REASON_BRIDGE_PORT: a port of a bridge; the bridge is the
 *   interface
 * @IGMP_QUERIER_REASON_LAG_PORT: a port of a bond or team; that is the
 *   interface
 * @IGMP_QUERIER_REASON_HOOK_FAILED: netfilter refused the hook
 * @IGMP_QUERIER_REASON_NO_ADDRESS: the device has no address that queries can
 *   be sent from; for MLD it has to pass duplicate address detection first
 * @IGMP_QUERIER_REASON_NAMESPACE_LIMIT: too many queriers run in this network
 *   namespace, which the initial user namespace does not own
 * @IGMP_QUERIER_REASON_NO_WIRE: querier-enable is auto, and the device leads
 *   to no network card: it and all devices below it are virtual, or it serves
 *   a guest, a switch's ports (DSA) or another device
 */
enum igmp_querier_reason {
	IGMP_QUERIER_REASON_NONE,
	IGMP_QUERIER_REASON_LINK_DOWN,
	IGMP_QUERIER_REASON_LOOPBACK,
	IGMP_QUERIER_REASON_NOT_ETHERNET,
	IGMP_QUERIER_REASON_NO_MULTICAST,
	IGMP_QUERIER_REASON_BRIDGE_PORT,
	IGMP_QUERIER_REASON_LAG_PORT,
	IGMP_QUERIER_REASON_HOOK_FAILED,
	IGMP_QUERIER_REASON_NO_ADDRESS,
	IGMP_QUERIER_REASON_NAMESPACE_LIMIT,
	IGMP_QUERIER_REASON_NO_WIRE,
};

/**
 * enum igmp_querier_filter_mode - RFC 9776 6.2.1
 * @IGMP_QUERIER_FILTER_MODE_INCLUDE: only its sources are wanted
 * @IGMP_QUERIER_FILTER_MODE_EXCLUDE: all sources are wanted but its excluded
 *   ones
 */
enum igmp_querier_filter_mode {
	IGMP_QUERIER_FILTER_MODE_INCLUDE,
	IGMP_QUERIER_FILTER_MODE_EXCLUDE,
};

/**
 * enum igmp_querier_source_state
 * @IGMP_QUERIER_SOURCE_STATE_REQUESTED: a member wants it; its timer runs
 * @IGMP_QUERIER_SOURCE_STATE_EXCLUDED: no member wants it; only in filter mode
 *   exclude
 */
enum igmp_querier_source_state {
	IGMP_QUERIER_SOURCE_STATE_REQUESTED,
	IGMP_QUERIER_SOURCE_STATE_EXCLUDED,
};

/**
 * enum igmp_querier_limit
 * @IGMP_QUERIER_LIMIT_GROUPS: the interface has max_groups groups
 * @IGMP_QUERIER_LIMIT_SOURCES: the group would have had more than max_sources
 *   sources
 * @IGMP_QUERIER_LIMIT_MEMORY: the interface holds as much memory as
 *   members_memory_max leaves to it
 */
enum igmp_querier_limit {
	IGMP_QUERIER_LIMIT_GROUPS,
	IGMP_QUERIER_LIMIT_SOURCES,
	IGMP_QUERIER_LIMIT_MEMORY,
};

/*
 * What an administrator can set: the files of these names, with "_ms" behind
 * those of times.
 */
enum igmp_querier_param {
	IGMP_QUERIER_PARAM_QUERIER_ENABLE,
	IGMP_QUERIER_PARAM_MODE,
	IGMP_QUERIER_PARAM_VERSION,
	IGMP_QUERIER_PARAM_VERSION_FALLBACK,
	IGMP_QUERIER_PARAM_QUERY_INTERVAL,
	IGMP_QUERIER_PARAM_QUERY_RESPONSE_INTERVAL,
	IGMP_QUERIER_PARAM_ROBUSTNESS,
	IGMP_QUERIER_PARAM_STARTUP_QUERY_INTERVAL,
	IGMP_QUERIER_PARAM_STARTUP_QUERY_COUNT,
	IGMP_QUERIER_PARAM_LAST_MEMBER_QUERY_INTERVAL,
	IGMP_QUERIER_PARAM_LAST_MEMBER_QUERY_COUNT,
	IGMP_QUERIER_PARAM_SOURCE_ADDRESS,
	IGMP_QUERIER_PARAM_REQUIRE_ROUTER_ALERT,
	IGMP_QUERIER_PARAM_ACCEPT_OFF_SUBNET,
	IGMP_QUERIER_PARAM_TRACK_GROUPS,
	IGMP_QUERIER_PARAM_MAX_GROUPS,
	IGMP_QUERIER_PARAM_MAX_SOURCES,
	IGMP_QUERIER_PARAM_OTHER_QUERIER_MAX,
};

enum {
	IGMP_QUERIER_A_IFINDEX = 1,
	IGMP_QUERIER_A_IFNAME,
	IGMP_QUERIER_A_PROTOCOL,
	IGMP_QUERIER_A_STATE,
	IGMP_QUERIER_A_REASON,
	IGMP_QUERIER_A_QUERIER_ADDRESS,
	IGMP_QUERIER_A_SOURCE_ADDRESS,
	IGMP_QUERIER_A_VERSION,
	IGMP_QUERIER_A_GROUPS,
	IGMP_QUERIER_A_OTHER_QUERIER_EXPIRES,
	IGMP_QUERIER_A_QUERY_INTERVAL,
	IGMP_QUERIER_A_GROUP,
	IGMP_QUERIER_A_MODE,
	IGMP_QUERIER_A_REPORTER,
	IGMP_QUERIER_A_AGE,
	IGMP_QUERIER_A_EXPIRES,
	IGMP_QUERIER_A_SOURCE,
	IGMP_QUERIER_A_EXPIRED,
	IGMP_QUERIER_A_LIMIT,
	IGMP_QUERIER_A_DUPLICATE,
	IGMP_QUERIER_A_EXPLICIT,

	__IGMP_QUERIER_A_MAX,
	IGMP_QUERIER_A_MAX = (__IGMP_QUERIER_A_MAX - 1)
};

enum {
	IGMP_QUERIER_SOURCE_A_ADDRESS = 1,
	IGMP_QUERIER_SOURCE_A_STATE,
	IGMP_QUERIER_SOURCE_A_EXPIRES,

	__IGMP_QUERIER_SOURCE_A_MAX,
	IGMP_QUERIER_SOURCE_A_MAX = (__IGMP_QUERIER_SOURCE_A_MAX - 1)
};

enum {
	IGMP_QUERIER_CMD_INTERFACE_GET = 1,
	IGMP_QUERIER_CMD_GROUP_GET,
	IGMP_QUERIER_CMD_QUERIER_CHANGED,
	IGMP_QUERIER_CMD_STATE_CHANGED,
	IGMP_QUERIER_CMD_GROUP_ADDED,
	IGMP_QUERIER_CMD_GROUP_CHANGED,
	IGMP_QUERIER_CMD_GROUP_REMOVED,
	IGMP_QUERIER_CMD_SOURCE_ADDED,
	IGMP_QUERIER_CMD_SOURCE_CHANGED,
	IGMP_QUERIER_CMD_SOURCE_REMOVED,
	IGMP_QUERIER_CMD_LIMIT_HIT,
	IGMP_QUERIER_CMD_DUPLICATE_ADDRESS,

	__IGMP_QUERIER_CMD_MAX,
	IGMP_QUERIER_CMD_MAX = (__IGMP_QUERIER_CMD_MAX - 1)
};

#define IGMP_QUERIER_MCGRP_EVENTS	"events"

#endif /* QR_UAPI_H */
