/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/class/net/<if>/igmp/ and mld/ */
#ifndef QR_SYSFS_H
#define QR_SYSFS_H

#include "link.h"

int qr_sysfs_init(void);
void qr_sysfs_exit(void);
int qr_sysfs_add(struct qr_link *link);
void qr_sysfs_remove(struct qr_link *link);

#endif /* QR_SYSFS_H */
