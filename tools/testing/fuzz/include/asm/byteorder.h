/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_BYTEORDER_H
#define FUZZ_BYTEORDER_H

#include_next <asm/byteorder.h>
#include <linux/kernel.h>

/* Those of linux/kernel.h are no constants. */
#undef cpu_to_be16
#undef cpu_to_be32
#undef be16_to_cpu
#undef be32_to_cpu
#undef be64_to_cpu

#define cpu_to_be16(x)	((__be16)__cpu_to_be16(x))
#define cpu_to_be32(x)	((__be32)__cpu_to_be32(x))
#define be16_to_cpu(x)	__be16_to_cpu(x)
#define be32_to_cpu(x)	__be32_to_cpu(x)
#define be64_to_cpu(x)	__be64_to_cpu(x)
#define htons(x)	cpu_to_be16(x)
#define htonl(x)	cpu_to_be32(x)
#define ntohs(x)	be16_to_cpu(x)
#define ntohl(x)	be32_to_cpu(x)

#endif /* FUZZ_BYTEORDER_H */
