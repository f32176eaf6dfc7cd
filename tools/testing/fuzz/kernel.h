/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzer knows and decides of the kernel's functions.
 */
#ifndef FUZZ_KERNEL_H
#define FUZZ_KERNEL_H

#include <stddef.h>

/* Live objects. */
extern size_t fuzz_live;

/* The number of the next allocation that fails; 0: none. */
extern size_t fuzz_failing;

/* Calls of rb_next(). */
extern size_t fuzz_walked;

#endif /* FUZZ_KERNEL_H */
