/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_LINUX_KERNEL_H
#define FUZZ_LINUX_KERNEL_H

#include_next <linux/kernel.h>
#include <linux/types.h>

#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)

/* The others take an expression for a name. */
#undef min_t
#undef max_t
#define min_t(type, x, y)	min((type)(x), (type)(y))
#define max_t(type, x, y)	max((type)(x), (type)(y))
#define clamp_t(type, x, low, high)	min_t(type, max_t(type, x, low), high)

#endif /* FUZZ_LINUX_KERNEL_H */
