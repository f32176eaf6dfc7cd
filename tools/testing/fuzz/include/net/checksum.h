/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_CHECKSUM_H
#define FUZZ_CHECKSUM_H

#include <linux/types.h>

__wsum csum_partial(const void *data, int len, __wsum sum);
u16 ip_compute_csum(const void *data, int len);

#endif /* FUZZ_CHECKSUM_H */
