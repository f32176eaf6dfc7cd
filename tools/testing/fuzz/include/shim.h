/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the protocol core takes from the kernel, for user space. Included before
 * every file; the kernel's own headers are found empty, those that it shares
 * with user space are the C library's.
 */
#ifndef SHIM_H
#define SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>
#include <linux/types.h>

#include <linux/in6.h>
#include <linux/icmpv6.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;
typedef s64 ktime_t;

/* --- numbers */
#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)
#define BIT(n)		(1UL << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define static_assert(e)	_Static_assert(e, #e)
#define fallthrough	__attribute__((__fallthrough__))
#define WRITE_ONCE(x, value)	((x) = (value))
#define READ_ONCE(x)	(x)
#define likely(x)	(x)
#define unlikely(x)	(x)

#define pick(a, b, op) ({						\
	__auto_type _a = (a);						\
	__auto_type _b = (b);						\
	_a op _b ? _a : _b;						\
})
#define min(a, b)		pick(a, b, <)
#define max(a, b)		pick(a, b, >)
#define min_t(type, a, b)	pick((type)(a), (type)(b), <)
#define max_t(type, a, b)	pick((type)(a), (type)(b), >)
#define clamp_t(type, x, low, high)	min_t(type, max_t(type, x, low), high)

static inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

#define cpu_to_be16(x)	((__be16)__cpu_to_be16(x))
#define cpu_to_be32(x)	((__be32)__cpu_to_be32(x))
#define be16_to_cpu(x)	__be16_to_cpu(x)
#define be32_to_cpu(x)	__be32_to_cpu(x)
#define htons(x)	cpu_to_be16(x)
#define htonl(x)	cpu_to_be32(x)
#define ntohs(x)	be16_to_cpu(x)
#define ntohl(x)	be32_to_cpu(x)

#define container_of(ptr, type, member)					\
	((type *)((char *)(ptr) - offsetof(type, member)))
#define struct_size(ptr, member, count)					\
	(sizeof(*(ptr)) + (size_t)(count) * sizeof((ptr)->member[0]))

/* --- time */
#define NSEC_PER_USEC	1000L
#define NSEC_PER_MSEC	1000000L
#define NSEC_PER_SEC	1000000000L
#define MSEC_PER_SEC	1000L
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

/* --- memory; shim.c counts it, and fails when it is told to */
#define GFP_KERNEL	0
#define GFP_ATOMIC	0
#define GFP_NOWAIT	0
#define __GFP_NOWARN	0

void *shim_alloc(size_t size);
void shim_free(const void *object);

#define kmalloc(size, gfp)	shim_alloc(size)
#define kzalloc(size, gfp)	shim_alloc(size)
#define kfree(object)		shim_free(object)

/* Objects that live, and how many allocations will work before one fails. */
extern size_t shim_live;
extern size_t shim_failing;

/* Of one thread. */
typedef struct {
	long counter;
} atomic_long_t;

#define atomic_long_read(v)	((v)->counter)
#define atomic_long_add(i, v)	((void)((v)->counter += (i)))
#define atomic_long_sub(i, v)	((void)((v)->counter -= (i)))

/* --- trees; not balanced, which is no part of what they promise here */
struct rb_node {
	struct rb_node *rb_parent;	/* itself: in no tree */
	struct rb_node *rb_left;
	struct rb_node *rb_right;
};

struct rb_root {
	struct rb_node *rb_node;
};

#define RB_ROOT			((struct rb_root) {})
#define RB_EMPTY_NODE(node)	((node)->rb_parent == (node))
#define RB_CLEAR_NODE(node)	((node)->rb_parent = (node))
#define rb_entry(ptr, type, member)	container_of(ptr, type, member)
#define rb_entry_safe(ptr, type, member) ({				\
	__auto_type _ptr = (ptr);					\
	_ptr ? rb_entry(_ptr, type, member) : NULL;			\
})

static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **link)
{
	*node = (struct rb_node) { .rb_parent = parent };
	*link = node;
}

#define rb_insert_color(node, root)	((void)(node), (void)(root))
void rb_erase(struct rb_node *node, struct rb_root *root);
struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_next(const struct rb_node *node);

/* Calls of rb_next(). */
extern size_t shim_walked;

/* --- queues by time */
struct timerqueue_node {
	struct rb_node node;
	ktime_t expires;
};

struct timerqueue_head {
	struct rb_root root;
};

#define timerqueue_init(alarm)		RB_CLEAR_NODE(&(alarm)->node)
#define timerqueue_init_head(head)	((head)->root = RB_ROOT)
bool timerqueue_add(struct timerqueue_head *head,
		    struct timerqueue_node *alarm);
bool timerqueue_del(struct timerqueue_head *head,
		    struct timerqueue_node *alarm);
struct timerqueue_node *timerqueue_getnext(const struct timerqueue_head *head);

/* --- IPv4 */
#define IP_MF		0x2000
#define IP_DF		0x4000
#define IP_OFFSET	0x1fff

u16 ip_compute_csum(const void *data, int len);
#define ip_fast_csum(header, words)	ip_compute_csum(header, (words) * 4)
#define ip_is_fragment(ip)						\
	(!!((ip)->frag_off & htons(IP_MF | IP_OFFSET)))

static inline bool ipv4_is_loopback(__be32 addr)
{
	return (addr & htonl(0xff000000)) == htonl(0x7f000000);
}

static inline bool ipv4_is_multicast(__be32 addr)
{
	return (addr & htonl(0xf0000000)) == htonl(0xe0000000);
}

static inline bool ipv4_is_linklocal_169(__be32 addr)
{
	return (addr & htonl(0xffff0000)) == htonl(0xa9fe0000);
}

static inline bool ipv4_is_lbcast(__be32 addr)
{
	return addr == htonl(0xffffffff);
}

/* --- IPv6 */
#define NEXTHDR_HOP		0
#define NEXTHDR_ROUTING		43
#define NEXTHDR_FRAGMENT	44
#define NEXTHDR_ICMP		58
#define NEXTHDR_DEST		60
#define IPPROTO_ICMPV6		58
#define IP6_OFFSET		0xfff8
#define IP6_MF			1

#define IPV6_ADDR_SCOPE_NODELOCAL	1
#define IPV6_ADDR_MC_SCOPE(addr)	((addr)->s6_addr[1] & 15)
#define IN6ADDR_LINKLOCAL_ALLROUTERS_INIT				\
	{ { { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 } } }
#define IN6ADDR_LINKLOCAL_ALLNODES_INIT					\
	{ { { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }
#define ipv6_optlen(header)	(((header)->hdrlen + 1) << 3)

struct frag_hdr {
	u8 nexthdr;
	u8 reserved;
	__be16 frag_off;
	__be32 identification;
};

struct mld_msg {
	struct icmp6hdr mld_hdr;
	struct in6_addr mld_mca;
};

#define mld_type	mld_hdr.icmp6_type
#define mld_cksum	mld_hdr.icmp6_cksum
#define mld_maxdelay	mld_hdr.icmp6_maxdelay

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline bool ipv6_addr_is_multicast(const struct in6_addr *addr)
{
	return addr->s6_addr[0] == 0xff;
}

static inline bool ipv6_addr_loopback(const struct in6_addr *addr)
{
	static const struct in6_addr loopback = { .s6_addr[15] = 1 };

	return ipv6_addr_equal(addr, &loopback);
}

__wsum csum_partial(const void *data, int len, __wsum sum);
__sum16 csum_ipv6_magic(const struct in6_addr *source,
			const struct in6_addr *destination, u32 len, u8 proto,
			__wsum sum);

#endif /* SHIM_H */
