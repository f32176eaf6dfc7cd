/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Differences between kernels from 5.10 to 7.x. Kbuild includes this before
 * every file.
 *
 * Every name begins with qr_: stable series and distributions backport the
 * kernel's helpers, in forms of their own, and the kernel's names would clash.
 * The older side of a version test must work with a backport and without.
 *
 * Macros, since a header included here would come before its includer's
 * pr_fmt().
 */
#ifndef QR_COMPAT_H
#define QR_COMPAT_H

#include <linux/version.h>

/* kzalloc_obj() of 7.0; stable series have it in more than one form. */
#define qr_kzalloc_obj(object, gfp)	kzalloc(sizeof(object), gfp)

/*
 * Where the kernel has it: not cleared by the compiler, not even with
 * CONFIG_INIT_STACK_ALL_ZERO.
 */
#ifdef __uninitialized
#define qr_uninitialized	__uninitialized
#else
#define qr_uninitialized
#endif

/* Goes away with 6.13, which replaced hrtimer_init(). */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define qr_hrtimer_setup(timer, callback, clock_id, timer_mode) do {	\
	struct hrtimer *_timer = (timer);				\
									\
	hrtimer_init(_timer, clock_id, timer_mode);			\
	_timer->function = (callback);					\
} while (0)
#else
#define qr_hrtimer_setup(timer, callback, clock_id, timer_mode)		\
	hrtimer_setup(timer, callback, clock_id, timer_mode)
#endif

/* Goes away with 6.7: integers of 32 or 64 bits, as the value needs. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#define qr_nla_put_uint(skb, type, value) ({				\
	struct sk_buff *_skb = (skb);					\
	u64 _value = (value);						\
	int _type = (type);						\
									\
	_value <= U32_MAX ? nla_put_u32(_skb, _type, _value) :		\
			    nla_put(_skb, _type, sizeof(_value), &_value); \
})
#else
#define qr_nla_put_uint(skb, type, value)	nla_put_uint(skb, type, value)
#endif

/* Goes away with 6.2: kobj_type::get_ownership() took a mutable kobject. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define qr_owned_kobject	struct kobject
#else
#define qr_owned_kobject	const struct kobject
#endif

#endif /* QR_COMPAT_H */
