/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests to do something at once, which need CAP_NET_ADMIN.
 */
#ifndef QR_NETLINK_COMMAND_H
#define QR_NETLINK_COMMAND_H

#include <net/genetlink.h>

#define QR_COMMAND_OPS	2

extern const struct genl_ops qr_command_ops[QR_COMMAND_OPS];

#endif /* QR_NETLINK_COMMAND_H */
