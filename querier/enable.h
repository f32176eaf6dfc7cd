/* SPDX-License-Identifier: GPL-2.0 */
/* The words of the file "querier_enable", and the first of a new device. */
#ifndef QR_ENABLE_H
#define QR_ENABLE_H

#include "wish.h"

struct net;

/* Part of the interface. */
extern const char *const qr_enable_words[];

int qr_enable_parse(const char *text, enum qr_wish *wish);
enum qr_wish qr_enable_initial(const struct net *net);

#endif /* QR_ENABLE_H */
