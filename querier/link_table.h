/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finding links: by device in constant time, and in order within a network
 * namespace.
 */
#ifndef QR_LINK_TABLE_H
#define QR_LINK_TABLE_H

#include "link.h"

int qr_link_table_init(void);
void qr_link_table_exit(void);

int qr_link_table_add(struct qr_link *link);
void qr_link_table_move(struct qr_link *link);
void qr_link_table_remove(struct qr_link *link);

struct qr_link *qr_link_table_find(const struct net_device *dev,
				   const struct qr_family *family);
struct qr_link *qr_link_table_find_moving(const struct net_device *dev,
					  const struct qr_family *family);
struct qr_link *qr_link_table_next(const struct net *net, int *ifindex,
				   u8 *family_index);
void qr_link_table_for_each(void (*visit)(struct qr_link *link));

#endif /* QR_LINK_TABLE_H */
