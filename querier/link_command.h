/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an administrator has a link do at once. Context: process, rtnl held.
 */
#ifndef QR_LINK_COMMAND_H
#define QR_LINK_COMMAND_H

#include "link.h"

int qr_link_command_query(struct qr_link *link, const union qr_addr *group);
int qr_link_command_clear(struct qr_link *link, const union qr_addr *group);

#endif /* QR_LINK_COMMAND_H */
