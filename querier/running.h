/* SPDX-License-Identifier: GPL-2.0 */
#ifndef QR_RUNNING_H
#define QR_RUNNING_H

#include "link.h"

int qr_running_init(void);
void qr_running_exit(void);

int qr_running_add(struct qr_link *link);
void qr_running_remove(struct qr_link *link);
struct qr_link *qr_running_find(const struct net_device *dev,
				const struct qr_family *family);

#endif /* QR_RUNNING_H */
