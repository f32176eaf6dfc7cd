/* SPDX-License-Identifier: GPL-2.0 */
/* For one thread. */
#ifndef FUZZ_RCUPDATE_H
#define FUZZ_RCUPDATE_H

#include <linux/compiler.h>
#include <linux/types.h>

#define rcu_assign_pointer(p, value)	((p) = (value))
#define rcu_dereference_raw(p)		(p)

#endif /* FUZZ_RCUPDATE_H */
