/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[IGMP_QUERIER_CMD_QUERIER_CHANGED] = "querier-changed",
[IGMP_QUERIER_CMD_STATE_CHANGED] = "state-changed",
[IGMP_QUERIER_CMD_GROUP_ADDED] = "group-added",
[IGMP_QUERIER_CMD_GROUP_CHANGED] = "group-changed",
[IGMP_QUERIER_CMD_GROUP_REMOVED] = "group-removed",
[IGMP_QUERIER_CMD_SOURCE_ADDED] = "source-added",
[IGMP_QUERIER_CMD_SOURCE_CHANGED] = "source-changed",
[IGMP_QUERIER_CMD_SOURCE_REMOVED] = "source-removed",
[IGMP_QUERIER_CMD_LIMIT_HIT] = "limit-hit",
[IGMP_QUERIER_CMD_DUPLICATE_ADDRESS] = "duplicate-address",
