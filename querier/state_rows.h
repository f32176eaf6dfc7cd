/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[QR_STATE_DISABLED] = "disabled",
[QR_STATE_DOWN] = "down",
[QR_STATE_QUERIER] = "querier",
[QR_STATE_NON_QUERIER] = "non-querier",
