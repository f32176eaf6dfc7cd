/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the administrator wants of a device, and why it cannot be.
 */
#ifndef QR_WISH_H
#define QR_WISH_H

#include "state_id.h"

#include <linux/types.h>

/**
 * enum qr_wish - the file "querier_enable"
 * @QR_WISH_OFF: no querier
 * @QR_WISH_ON: a querier whenever the device can have one
 * @QR_WISH_AUTO: the same, but only on a device that leads to a wire
 */
enum qr_wish {
	QR_WISH_OFF,
	QR_WISH_ON,
	QR_WISH_AUTO,
};

/**
 * enum qr_port - whose port a device is
 * @QR_PORT_NONE: no one's, or a VRF's: IP traffic arrives at the device
 * @QR_PORT_BRIDGE: a bridge's: it arrives at the bridge
 * @QR_PORT_LAG: likewise, a bond's or team's
 * @QR_PORT_OTHER: of another kind of master, which may take the traffic
 */
enum qr_port {
	QR_PORT_NONE,
	QR_PORT_BRIDGE,
	QR_PORT_LAG,
	QR_PORT_OTHER,
};

/**
 * struct qr_traits - what a device is
 * @is_loopback: a loopback device
 * @is_ethernet: Ethernet-like
 * @has_wire: hardware is at its lower end, and it is this host's own
 * @is_conduit: carries the tagged frames of a switch's ports (DSA)
 * @has_multicast: multicast is not switched off
 * @port: whose port it is
 * @is_up: passes packets
 * @has_address: queries can be sent
 */
struct qr_traits {
	bool is_loopback;
	bool is_ethernet;
	bool has_wire;
	bool is_conduit;
	bool has_multicast;
	enum qr_port port;
	bool is_up;
	bool has_address;
};

enum qr_reason qr_wish_obstacle(enum qr_wish wish,
				const struct qr_traits *traits);

#endif /* QR_WISH_H */
