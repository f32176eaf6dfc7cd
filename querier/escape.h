/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Untrusted text made harmless for terminals: a device's name may hold nearly
 * any byte.
 */
#ifndef QR_ESCAPE_H
#define QR_ESCAPE_H

#include <linux/types.h>

void qr_escape(char *to, size_t size, const char *from);

#endif /* QR_ESCAPE_H */
