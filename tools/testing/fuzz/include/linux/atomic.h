/* SPDX-License-Identifier: GPL-2.0 */
/* For one thread. */
#ifndef FUZZ_ATOMIC_H
#define FUZZ_ATOMIC_H

#include <linux/types.h>

#define atomic_long_read(v)	((v)->counter)
#define atomic_long_add(i, v)	((void)((v)->counter += (i)))
#define atomic_long_sub(i, v)	((void)((v)->counter -= (i)))

#endif /* FUZZ_ATOMIC_H */
