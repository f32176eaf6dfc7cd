/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a link hears.
 */
#ifndef QR_LINK_INPUT_H
#define QR_LINK_INPUT_H

#include "link.h"

void qr_link_input(struct qr_link *link, const struct qr_msg *msg);
void qr_link_input_refused(struct qr_link *link, enum qr_verdict reason);

#endif /* QR_LINK_INPUT_H */
