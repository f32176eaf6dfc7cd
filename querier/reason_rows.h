/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[QR_REASON_NONE] = "none",
[QR_REASON_LINK_DOWN] = "link-down",
[QR_REASON_LOOPBACK] = "loopback",
[QR_REASON_NOT_ETHERNET] = "not-ethernet",
[QR_REASON_NO_MULTICAST] = "no-multicast",
[QR_REASON_BRIDGE_PORT] = "bridge-port",
[QR_REASON_LAG_PORT] = "lag-port",
[QR_REASON_HOOK_FAILED] = "hook-failed",
[QR_REASON_NO_ADDRESS] = "no-address",
[QR_REASON_NAMESPACE_LIMIT] = "namespace-limit",
[QR_REASON_NO_WIRE] = "no-wire",
