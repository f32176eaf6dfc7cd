/* SPDX-License-Identifier: GPL-2.0 */
/* A warning of the kernel's is a find. */
#ifndef FUZZ_BUG_H
#define FUZZ_BUG_H

#include <assert.h>

#define WARN_ON_ONCE(condition)	assert(!(condition))

#endif /* FUZZ_BUG_H */
