// SPDX-License-Identifier: GPL-2.0
/*
 * A module with one fault of each kind. The test bed must report every one of
 * them: a test run that cannot fail proves nothing. See tools/testing/faults/run.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/inetdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/panic.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static char *fault = "none";
module_param(fault, charp, 0444);

static DEFINE_SPINLOCK(one);
static DEFINE_SPINLOCK(two);

static void no_fault(void)
{
}

/* Several, because some stale word may still point to one. */
static void leak(void)
{
	char *lost;
	int i;

	for (i = 0; i < 8; i++) {
		lost = kmalloc(100, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(lost);
	}
}

static void use_after_free(void)
{
	char *gone = kmalloc(100, GFP_KERNEL);

	kfree(gone);
	OPTIMIZER_HIDE_VAR(gone);
	WRITE_ONCE(gone[3], 1);
}

static void sleep_in_atomic(void)
{
	spin_lock(&one);
	msleep(20);
	spin_unlock(&one);
}

static void lock_order(void)
{
	spin_lock(&one);
	spin_lock(&two);
	spin_unlock(&two);
	spin_unlock(&one);
	spin_lock(&two);
	spin_lock(&one);
	spin_unlock(&one);
	spin_unlock(&two);
}

static void no_rcu_lock(void)
{
	struct net_device *lo = dev_get_by_name(&init_net, "lo");

	/* Neither rcu_read_lock() nor rtnl_lock() is held. */
	__in_dev_get_rtnl(lo);
	dev_put(lo);
}

static void expired(struct timer_list *unused)
{
}

static void armed_timer_freed(void)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

	timer_setup(timer, expired, 0);
	mod_timer(timer, jiffies + HZ);
	kfree(timer);
}

static void warning(void)
{
	WARN_ON(1);
}

static void die(void)
{
	panic("on purpose");
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "none", no_fault },
	{ "leak", leak },
	{ "use-after-free", use_after_free },
	{ "sleep-in-atomic", sleep_in_atomic },
	{ "lock-order", lock_order },
	{ "no-rcu-lock", no_rcu_lock },
	{ "armed-timer-freed", armed_timer_freed },
	{ "warning", warning },
	{ "panic", die },
};

static int __init faults_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (!strcmp(fault, faults[i].name)) {
			faults[i].commit();
			return 0;
		}
	}
	return -EINVAL;
}

static void __exit faults_exit(void)
{
}

module_init(faults_init);
module_exit(faults_exit);
MODULE_DESCRIPTION("One fault of each kind");
MODULE_LICENSE("GPL");
