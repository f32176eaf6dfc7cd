/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_TYPES_H
#define FUZZ_TYPES_H

#include_next <linux/types.h>

typedef s64 ktime_t;

#endif /* FUZZ_TYPES_H */
