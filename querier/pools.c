// SPDX-License-Identifier: GPL-2.0
#include "pools.h"

#include <linux/cache.h>
#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#define LEAST	SZ_16M
#define MOST	SZ_1G

/*
 * Any user can have a user namespace with network namespaces and LANs in it:
 * they must not take the host's memory for members.
 */
static struct qr_pool host_pool ____cacheline_aligned_in_smp;
static struct qr_pool other_pool ____cacheline_aligned_in_smp;

/* Bytes of both pools; 0: the parameter was not given. */
static unsigned long memory_max;

static void share_out(unsigned long bytes)
{
	memory_max = bytes;
	WRITE_ONCE(other_pool.limit, bytes / 4);
	WRITE_ONCE(host_pool.limit, bytes - bytes / 4);
}

/* Decimal digits, one newline at most, and nothing else: no sign, no 0x. */
static int set_memory_max(const char *text, const struct kernel_param *param)
{
	unsigned long bytes;
	int err;

	if (!isdigit(*text))
		return -EINVAL;
	err = kstrtoul(text, 10, &bytes);
	if (err)
		return err;
	if (bytes < LEAST || bytes > MOST)
		return -ERANGE;
	share_out(bytes);
	return 0;
}

static int get_memory_max(char *text, const struct kernel_param *param)
{
	return scnprintf(text, PAGE_SIZE, "%lu\n", memory_max);
}

static const struct kernel_param_ops memory_max_ops = {
	.set = set_memory_max,
	.get = get_memory_max,
};

module_param_cb(members_memory_max, &memory_max_ops, NULL, 0644);
MODULE_PARM_DESC(members_memory_max,
		 "Bytes that members may take on all interfaces: 16 MiB to 1 GiB, by default 1/8 of the memory");

/* Context: process, before the first link, after the module's parameters. */
void __init qr_pools_init(void)
{
	u64 eighth = ((u64)totalram_pages() << PAGE_SHIFT) / 8;

	if (!memory_max)
		share_out(clamp_t(u64, eighth, LEAST, MOST));
}

/* Context: process, after the last link. */
void qr_pools_exit(void)
{
	WARN_ON(atomic_long_read(&host_pool.held));
	WARN_ON(atomic_long_read(&other_pool.held));
}

/* The pool of a namespace's links, constant. Context: any. */
struct qr_pool *qr_pools_for(const struct net *net)
{
	return net->user_ns == &init_user_ns ? &host_pool : &other_pool;
}
