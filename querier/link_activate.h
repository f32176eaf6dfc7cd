/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What only an enabled link needs: its engine, and the timer that sends.
 */
#ifndef QR_LINK_ACTIVATE_H
#define QR_LINK_ACTIVATE_H

#include "link.h"

int qr_link_activate(struct qr_link *link);

#endif /* QR_LINK_ACTIVATE_H */
