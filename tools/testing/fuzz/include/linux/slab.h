/* SPDX-License-Identifier: GPL-2.0 */
/* kernel.c counts the objects, and fails on demand. */
#ifndef FUZZ_SLAB_H
#define FUZZ_SLAB_H

#include <linux/types.h>

#define GFP_NOWAIT	GFP_ATOMIC
#define __GFP_NOWARN	GFP_ATOMIC

void *kzalloc(size_t size, gfp_t gfp);
void kfree(const void *object);

/* AddressSanitizer does not see uninitialised memory: it is always zeroed. */
#define kmalloc(size, gfp)	kzalloc(size, gfp)

#endif /* FUZZ_SLAB_H */
