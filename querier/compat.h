/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What older kernels lack. The sources are written for the newest kernel;
 * every difference stands here, with the version at which it can go.
 * Included before every file by Kbuild.
 */
#ifndef QR_COMPAT_H
#define QR_COMPAT_H

#include <linux/version.h>

/*
 * Goes away with 6.13: hrtimer_setup() replaced hrtimer_init(). A macro, since
 * a header included here would come before its includer's pr_fmt().
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define hrtimer_setup(timer, callback, clock_id, timer_mode) do {	\
	struct hrtimer *_timer = (timer);				\
									\
	hrtimer_init(_timer, clock_id, timer_mode);			\
	_timer->function = (callback);					\
} while (0)
#endif

/* Goes away with 6.7: integers as long as they need be. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#define nla_put_uint(skb, type, value) ({				\
	struct sk_buff *_skb = (skb);					\
	u64 _value = (value);						\
	int _type = (type);						\
									\
	_value <= U32_MAX ? nla_put_u32(_skb, _type, _value) :		\
			    nla_put(_skb, _type, sizeof(_value), &_value); \
})
#endif

/* Goes away with 6.6: dumps got a genl_info, with the same attributes. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define genl_info_dump(cb)	genl_dumpit_info(cb)
#endif

/* Goes away with 6.2: kobj_type::get_ownership() took a mutable kobject. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define kobject_owned struct kobject
#else
#define kobject_owned const struct kobject
#endif

/* Goes away with 7.0: allocation by the object's type, GFP_KERNEL by default. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define qr_second(first, second, ...) second
#define kzalloc_obj(object, ...)					\
	kzalloc(sizeof(object), qr_second(0, ##__VA_ARGS__, GFP_KERNEL))
#endif

#endif /* QR_COMPAT_H */
