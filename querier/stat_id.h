/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
#ifndef QR_STAT_ID_H
#define QR_STAT_ID_H

/**
 * enum qr_verdict - what parsers and the engine say of a packet or record
 * @QR_ACCEPTED: it counts
 * @QR_IGNORED_LENGTH: truncated, or a query of a length that no version has
 * @QR_IGNORED_FRAGMENT: a fragment
 * @QR_IGNORED_CHECKSUM: wrong checksum
 * @QR_IGNORED_TTL: the TTL or hop limit is not 1
 * @QR_IGNORED_TYPE: neither a query nor a report nor a leave
 * @QR_IGNORED_GROUP: the group is not a multicast address, or one that is
 *   never reported
 * @QR_IGNORED_SOURCE: the sender's address cannot be a host's; of a query,
 *   also the network or broadcast address of the sender's subnet
 * @QR_IGNORED_DESTINATION: a general query not sent to all hosts, or a leave
 *   not sent to all routers
 * @QR_IGNORED_QUERY_SOURCES: a general query that names sources
 * @QR_IGNORED_OWN: sent by this host on this interface
 * @QR_IGNORED_DUPLICATE_ADDRESS: sent by another host with the address of this
 *   interface
 * @QR_IGNORED_OFF_SUBNET: the sender is on none of the interface's subnets
 * @QR_IGNORED_ROUTER_ALERT: no Router Alert, and it is required
 * @QR_IGNORED_SSM: a report without sources for a group of source-specific
 *   multicast (RFC 4604)
 * @QR_IGNORED_RECORD_TYPE: a group record of unknown type
 * @QR_IGNORED_RECORD_SOURCE: a group record with a source that is not a
 *   unicast address
 * @QR_IGNORED_GROUP_LIMIT: a group beyond max-groups
 * @QR_IGNORED_SOURCE_LIMIT: a source of a group beyond max-sources
 * @QR_IGNORED_EFFORT: the rest of a report that takes too much work
 * @QR_IGNORED_MEMORY: no memory was free
 * @QR_IGNORED_MEMORY_LIMIT: a group or source beyond the memory that
 *   members_memory_max allows
 * @QR_IGNORED_HOST_LIMIT: a host of a group beyond max-hosts; its report
 *   counts all the same
 * @QR_VERDICTS: number of verdicts
 */
enum qr_verdict {
	QR_ACCEPTED,
	QR_IGNORED_LENGTH,
	QR_IGNORED_FRAGMENT,
	QR_IGNORED_CHECKSUM,
	QR_IGNORED_TTL,
	QR_IGNORED_TYPE,
	QR_IGNORED_GROUP,
	QR_IGNORED_SOURCE,
	QR_IGNORED_DESTINATION,
	QR_IGNORED_QUERY_SOURCES,
	QR_IGNORED_OWN,
	QR_IGNORED_DUPLICATE_ADDRESS,
	QR_IGNORED_OFF_SUBNET,
	QR_IGNORED_ROUTER_ALERT,
	QR_IGNORED_SSM,
	QR_IGNORED_RECORD_TYPE,
	QR_IGNORED_RECORD_SOURCE,
	QR_IGNORED_GROUP_LIMIT,
	QR_IGNORED_SOURCE_LIMIT,
	QR_IGNORED_EFFORT,
	QR_IGNORED_MEMORY,
	QR_IGNORED_MEMORY_LIMIT,
	QR_IGNORED_HOST_LIMIT,
	QR_VERDICTS,
};

/**
 * enum qr_stat - index into a link's counters
 * @QR_QUERIES_SENT: queries given to the device
 * @QR_QUERIES_FAILED: queries lost before the device took them
 * @QR_QUERIES_HEARD_V1: valid queries of version 1 from other hosts
 * @QR_QUERIES_HEARD_V2: valid queries of version 2 from other hosts
 * @QR_QUERIES_HEARD_V3: valid queries of version 3 from other hosts
 * @QR_REPORTS_HEARD: reports of any version, including those of this host
 * @QR_LEAVES_HEARD: leaves of IGMPv2, dones of MLDv1
 * @QR_SOLICITATIONS_HEARD: query solicitations of switches; there are none in
 *   MLD
 * @QR_ELECTIONS_WON: this host became querier, as the other one fell silent or
 *   lost
 * @QR_ELECTIONS_LOST: this host gave way to another querier
 * @QR_QUERIES_SENT_GENERAL: of queries_sent those for all groups
 * @QR_QUERIES_SENT_GROUP: of queries_sent those for one group
 * @QR_QUERIES_SENT_SOURCE: of queries_sent those for sources of a group
 * @QR_QUERIES_HEARD_GENERAL: valid queries of other hosts for all groups
 * @QR_QUERIES_HEARD_GROUP: valid queries of other hosts for one group
 * @QR_QUERIES_HEARD_SOURCE: valid queries of other hosts for sources of a
 *   group
 * @QR_REPORTS_HEARD_V1: of reports_heard those of version 1
 * @QR_REPORTS_HEARD_V2: of reports_heard those of version 2
 * @QR_REPORTS_HEARD_V3: of reports_heard those of version 3
 * @QR_GROUPS_ADDED: groups that got their first member
 * @QR_GROUPS_PEAK: most groups at a time
 * @QR_STATS_IGNORED: the first counter of a verdict
 * @QR_STAT_COUNT: number of counters
 */
enum qr_stat {
	QR_QUERIES_SENT,
	QR_QUERIES_FAILED,
	QR_QUERIES_HEARD_V1,
	QR_QUERIES_HEARD_V2,
	QR_QUERIES_HEARD_V3,
	QR_REPORTS_HEARD,
	QR_LEAVES_HEARD,
	QR_SOLICITATIONS_HEARD,
	QR_ELECTIONS_WON,
	QR_ELECTIONS_LOST,
	QR_QUERIES_SENT_GENERAL,
	QR_QUERIES_SENT_GROUP,
	QR_QUERIES_SENT_SOURCE,
	QR_QUERIES_HEARD_GENERAL,
	QR_QUERIES_HEARD_GROUP,
	QR_QUERIES_HEARD_SOURCE,
	QR_REPORTS_HEARD_V1,
	QR_REPORTS_HEARD_V2,
	QR_REPORTS_HEARD_V3,
	QR_GROUPS_ADDED,
	QR_GROUPS_PEAK,
	QR_STATS_IGNORED,
	QR_STAT_COUNT = QR_STATS_IGNORED + QR_VERDICTS - 1,
};

#endif /* QR_STAT_ID_H */
