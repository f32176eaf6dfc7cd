/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_KTIME_H
#define FUZZ_KTIME_H

#include <linux/time64.h>
#include <linux/types.h>

#define KTIME_MAX	INT64_MAX

static inline ktime_t ktime_add_ns(ktime_t time, u64 ns)
{
	return time + ns;
}

static inline ktime_t ktime_add_ms(ktime_t time, u64 ms)
{
	return time + ms * NSEC_PER_MSEC;
}

static inline ktime_t ktime_sub_ms(ktime_t time, u64 ms)
{
	return time - ms * NSEC_PER_MSEC;
}

static inline ktime_t ms_to_ktime(u64 ms)
{
	return ms * NSEC_PER_MSEC;
}

static inline s64 ktime_to_ms(ktime_t time)
{
	return time / NSEC_PER_MSEC;
}

#define ktime_add(a, b)		((a) + (b))
#define ktime_sub(a, b)		((a) - (b))
#define ktime_after(a, b)	((a) > (b))
#define ktime_before(a, b)	((a) < (b))

#endif /* FUZZ_KTIME_H */
