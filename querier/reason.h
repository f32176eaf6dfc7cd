/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a link does, and why it cannot work.
 */
#ifndef QR_REASON_H
#define QR_REASON_H

#include "state_id.h"

/* Part of the interface: the file "state_reason". */
extern const char *const qr_reason_names[QR_REASONS];

#endif /* QR_REASON_H */
