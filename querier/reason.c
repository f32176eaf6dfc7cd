// SPDX-License-Identifier: GPL-2.0
#include "reason.h"

const char *const qr_reason_names[QR_REASONS] = {
#include "reason_rows.h"
};
