/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[QR_MODE_ELECT] = "elect",
[QR_MODE_PROXY] = "proxy",
[QR_MODE_PASSIVE] = "passive",
