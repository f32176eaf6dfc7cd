// SPDX-License-Identifier: GPL-2.0
#include "wish.h"

/* What the device is at all: hosts with containers have hundreds of others. */
static bool leads_to_wire(const struct qr_traits *traits)
{
	return traits->has_wire && !traits->is_conduit &&
	       traits->port != QR_PORT_OTHER;
}

/* The first that applies: from what the device is to what it lacks now. */
enum qr_reason qr_wish_obstacle(enum qr_wish wish,
				const struct qr_traits *traits)
{
	if (traits->is_loopback)
		return QR_REASON_LOOPBACK;
	if (!traits->is_ethernet)
		return QR_REASON_NOT_ETHERNET;
	if (wish == QR_WISH_AUTO && !leads_to_wire(traits))
		return QR_REASON_NO_WIRE;
	if (!traits->has_multicast)
		return QR_REASON_NO_MULTICAST;
	if (traits->port == QR_PORT_BRIDGE)
		return QR_REASON_BRIDGE_PORT;
	if (traits->port == QR_PORT_LAG)
		return QR_REASON_LAG_PORT;
	if (!traits->is_up)
		return QR_REASON_LINK_DOWN;
	/* Only an enabled link hears of new addresses. */
	if (wish != QR_WISH_OFF && !traits->has_address)
		return QR_REASON_NO_ADDRESS;
	return QR_REASON_NONE;
}
