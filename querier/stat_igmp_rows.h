/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[QR_QUERIES_HEARD_V3] = true,
[QR_REPORTS_HEARD_V3] = true,
[QR_STAT_IGNORED(QR_IGNORED_OFF_SUBNET)] = true,
