/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
#ifndef QR_STATE_ID_H
#define QR_STATE_ID_H

/**
 * enum qr_state - what a link does
 * @QR_STATE_DISABLED: nothing
 * @QR_STATE_DOWN: nothing, as it cannot work now
 * @QR_STATE_QUERIER: it sends queries
 * @QR_STATE_NON_QUERIER: it listens, as another querier was elected or in mode
 *   passive
 */
enum qr_state {
	QR_STATE_DISABLED,
	QR_STATE_DOWN,
	QR_STATE_QUERIER,
	QR_STATE_NON_QUERIER,
};

/**
 * enum qr_reason - why a link cannot work
 * @QR_REASON_NONE: it can
 * @QR_REASON_LINK_DOWN: the device is down or has no carrier
 * @QR_REASON_LOOPBACK: a loopback device
 * @QR_REASON_NOT_ETHERNET: not Ethernet-like
 * @QR_REASON_NO_MULTICAST: the device cannot do multicast
 * @QR_REASON_BRIDGE_PORT: a port of a bridge; the bridge is the interface
 * @QR_REASON_LAG_PORT: a port of a bond or team; that is the interface
 * @QR_REASON_HOOK_FAILED: netfilter refused the hook, or there was no memory
 *   for it
 * @QR_REASON_NO_ADDRESS: the device has no address that queries can be sent
 *   from; for MLD it has to pass duplicate address detection first
 * @QR_REASON_NAMESPACE_LIMIT: too many queriers run in this network namespace,
 *   which the initial user namespace does not own
 * @QR_REASON_NO_WIRE: querier-enable is auto, and the device leads to no
 *   network card: it and all devices below it are virtual, or it serves a
 *   guest, a switch's ports (DSA) or another device
 * @QR_REASONS: number of reasons
 */
enum qr_reason {
	QR_REASON_NONE,
	QR_REASON_LINK_DOWN,
	QR_REASON_LOOPBACK,
	QR_REASON_NOT_ETHERNET,
	QR_REASON_NO_MULTICAST,
	QR_REASON_BRIDGE_PORT,
	QR_REASON_LAG_PORT,
	QR_REASON_HOOK_FAILED,
	QR_REASON_NO_ADDRESS,
	QR_REASON_NAMESPACE_LIMIT,
	QR_REASON_NO_WIRE,
	QR_REASONS,
};

#endif /* QR_STATE_ID_H */
