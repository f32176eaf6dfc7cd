/* SPDX-License-Identifier: GPL-2.0 */
/* The notifiers: devices and addresses come, change and go. */
#ifndef QR_NETDEV_H
#define QR_NETDEV_H

int qr_netdev_init(void);
void qr_netdev_exit(void);

#endif /* QR_NETDEV_H */
