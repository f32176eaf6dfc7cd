// SPDX-License-Identifier: GPL-2.0
/*
 * A device hears reports as fast as its host can take them, and a timer sees
 * how long others keep it from running. All by the parameters of the module:
 *
 * hear		written: "DEVICE igmp|mld GROUPS SOURCES REPORTS": that many
 *		reports (IGMPv3, MLDv2), of a group each, in an order that no
 *		cache likes, which goes on where the last ones ended; as many
 *		as there are groups are for one each, a pass; read: picoseconds
 *		a report in the faster half of them
 * clock	read: picoseconds that a look at the clock takes
 * stall	written: MILLISECONDS in which no softirq runs, so that timers
 *		pile up; then "latest" begins again
 * latest	written: begin again; read: by how many nanoseconds a timer that
 *		fires each millisecond was late at most
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/hrtimer.h>
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/net_namespace.h>

#define STRIDE		65537	/* prime: visits all groups, far apart */
#define BATCH		64
#define MAX_PASSES	64
#define LOOKS		1000
#define TICK_US		100	/* what a tick does is done by then */
#define MAX_SOURCES	256
#define MAX_STALL_MS	15000	/* less than any watchdog grants */
#define IS_INCLUDE	1
#define IS_EXCLUDE	2

/* Both families write them alike, but for the length of an address. */
struct record {
	u8 type, reserved;
	__sum16 csum;
	__be16 reserved2, records;
	u8 record_type, aux;
	__be16 sources;
	u8 addrs[16 * (1 + MAX_SOURCES)];
} __packed;

static const u8 igmp_header[] = {
	0x01, 0x00, 0x5e, 0x00, 0x00, 0x16, 0x02, 0, 0, 0, 0, 0x63, 0x08, 0x00,
	0x46, 0xc0, 0, 0, 0, 0, 0x40, 0, 1, IPPROTO_IGMP, 0, 0,
	192, 0, 2, 99, 224, 0, 0, 22, IPOPT_RA, 4, 0, 0,
};

static const u8 mld_header[] = {
	0x33, 0x33, 0x00, 0x00, 0x00, 0x16, 0x02, 0, 0, 0, 0, 0x63, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 0, 0, 1,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x63,
	0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16,
	IPPROTO_ICMPV6, 0, 5, 2, 0, 0, 1, 0,
};

/**
 * struct kind - how one family's reports are written
 * @name: its name
 * @header: all that comes before the record
 * @header_len: bytes of it
 * @addr_len: bytes of an address
 * @type: of the message
 * @group: the first group; the others differ in the last four bytes
 * @source: the first source; the same
 */
struct kind {
	const char *name;
	const u8 *header;
	size_t header_len;
	size_t addr_len;
	u8 type;
	u8 group[16];
	u8 source[16];
};

static const struct kind kinds[] = {
	{
		"igmp", igmp_header, sizeof(igmp_header), 4,
		IGMPV3_HOST_MEMBERSHIP_REPORT,
		{ 239, 0, 0, 0 }, { 10, 128, 0, 1 },
	}, {
		"mld", mld_header, sizeof(mld_header), 16,
		ICMPV6_MLD2_REPORT,
		{ 0xff, 0x15 }, { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 },
	},
};

/**
 * struct report - a frame that is sent again and again
 * @kind: how it is written
 * @len: bytes of it
 * @frame: the frame
 * @record: in it
 */
struct report {
	const struct kind *kind;
	size_t len;
	u8 frame[sizeof(mld_header) + sizeof(struct record)];
	struct record *record;
};

static u64 ps_each;
static u64 next;			/* report */
static ktime_t latest;
static struct hrtimer watch;

static size_t record_len(const struct report *report)
{
	return report->len - report->kind->header_len;
}

static void write_addr(const struct report *report, u32 index, const u8 *base,
		       u32 number)
{
	size_t len = report->kind->addr_len;
	u8 *addr = report->record->addrs + index * len;
	__be32 *last = (__be32 *)(addr + len - 4);

	memcpy(addr, base, len);
	*last = htonl(ntohl(*last) + number);
}

static void write_lengths(struct report *report)
{
	struct ethhdr *eth = (struct ethhdr *)report->frame;
	struct ipv6hdr *ip6 = (struct ipv6hdr *)(eth + 1);
	struct iphdr *ip = (struct iphdr *)(eth + 1);
	size_t len = report->len - sizeof(*eth);

	if (report->kind->addr_len == 16) {
		ip6->payload_len = htons(len - sizeof(*ip6));
		return;
	}
	ip->tot_len = htons(len);
	ip->check = ip_fast_csum(ip, ip->ihl);
}

static struct report *new_report(const struct kind *kind, u32 sources)
{
	struct report *report = kzalloc(sizeof(*report), GFP_KERNEL);
	u32 i;

	if (!report)
		return NULL;
	report->kind = kind;
	report->len = kind->header_len + offsetof(struct record, addrs) +
		      (1 + sources) * kind->addr_len;
	memcpy(report->frame, kind->header, kind->header_len);
	report->record = (struct record *)(report->frame + kind->header_len);
	report->record->type = kind->type;
	report->record->records = htons(1);
	report->record->record_type = sources ? IS_INCLUDE : IS_EXCLUDE;
	report->record->sources = htons(sources);
	for (i = 0; i < sources; i++)
		write_addr(report, 1 + i, kind->source, i);
	write_lengths(report);
	return report;
}

static __sum16 checksum(const struct report *report)
{
	const struct ipv6hdr *ip6 = (void *)(report->frame + ETH_HLEN);
	size_t len = record_len(report);

	if (report->kind->addr_len != 16)
		return ip_compute_csum(report->record, len);
	return csum_ipv6_magic(&ip6->saddr, &ip6->daddr, len, IPPROTO_ICMPV6,
			       csum_partial(report->record, len, 0));
}

static int hear(struct net_device *dev, struct report *report, u32 group)
{
	struct sk_buff *skb;

	write_addr(report, 0, report->kind->group, group);
	report->record->csum = 0;
	report->record->csum = checksum(report);

	skb = netdev_alloc_skb_ip_align(dev, report->len);
	if (!skb)
		return -ENOMEM;
	skb_put_data(skb, report->frame, report->len);
	skb->protocol = eth_type_trans(skb, dev);
	netif_receive_skb(skb);
	return 0;
}

/* One batch as softirqs would run it; its nanoseconds, or an error. */
static s64 hear_batch(struct net_device *dev, struct report *report, u32 groups,
		      u32 count)
{
	ktime_t start, took;
	int err = 0;
	u32 group;

	local_bh_disable();
	start = ktime_get();
	while (count-- && !err) {
		div_u64_rem(next++ * STRIDE, groups, &group);
		err = hear(dev, report, group);
	}
	took = ktime_sub(ktime_get(), start);
	local_bh_enable();
	return err ? err : ktime_to_ns(took);
}

/*
 * A host reports a group once in minutes. So no group is heard twice in a tick,
 * in which a timer would not move.
 */
static void wait_for_tick(void)
{
	unsigned long before = jiffies;

	cond_resched();
	while (READ_ONCE(jiffies) == before)
		cpu_relax();
	udelay(TICK_US);
}

/*
 * Each group once, or less. What others do between the batches, such as a
 * subscriber, does not count.
 */
static s64 hear_pass(struct net_device *dev, struct report *report, u32 groups,
		     u32 reports)
{
	s64 took, total = 0;
	u32 i, count;

	wait_for_tick();
	for (i = 0; i < reports; i += count) {
		count = min_t(u32, BATCH, reports - i);
		took = hear_batch(dev, report, groups, count);
		if (took < 0)
			return took;
		total += took;
		cond_resched();
	}
	return div_s64(total * 1000, reports);
}

static int is_slower(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The faster half: the others were disturbed. */
static u64 mean_of_half(u64 *passes, u32 count)
{
	u32 i, half = (count + 1) / 2;
	u64 total = 0;

	sort(passes, count, sizeof(*passes), is_slower, NULL);
	for (i = 0; i < half; i++)
		total += passes[i];
	return div_u64(total, half);
}

static int hear_all(struct net_device *dev, struct report *report, u32 groups,
		    u32 reports)
{
	static u64 passes[MAX_PASSES];
	u32 i, count, done = 0;
	s64 took;

	for (i = 0; i < reports; i += count) {
		count = min(groups, reports - i);
		took = hear_pass(dev, report, groups, count);
		if (took < 0)
			return took;
		/* The rest may be too short to compare. */
		if (!done || count == groups)
			passes[done++] = took;
	}
	ps_each = mean_of_half(passes, done);
	return 0;
}

static const struct kind *find_kind(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	}
	return NULL;
}

static int set_hear(const char *text, const struct kernel_param *param)
{
	char name[IFNAMSIZ], family[8];
	u32 groups, sources, reports;
	const struct kind *kind;
	struct net_device *dev;
	struct report *report;
	int err;

	if (sscanf(text, "%15s %7s %u %u %u", name, family, &groups, &sources,
		   &reports) != 5)
		return -EINVAL;
	kind = find_kind(family);
	if (!kind || !groups || !(groups % STRIDE) || !reports ||
	    reports > (u64)groups * MAX_PASSES || sources > MAX_SOURCES)
		return -EINVAL;

	dev = dev_get_by_name(current->nsproxy->net_ns, name);
	if (!dev)
		return -ENODEV;
	report = new_report(kind, sources);
	err = report ? hear_all(dev, report, groups, reports) : -ENOMEM;
	kfree(report);
	dev_put(dev);
	return err;
}

static int get_hear(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%llu\n", ps_each);
}

static int get_clock(char *text, const struct kernel_param *param)
{
	ktime_t start = ktime_get_boottime(), now = start;
	int i;

	for (i = 0; i < LOOKS; i++)
		now = ktime_get_boottime();
	return sysfs_emit(text, "%llu\n",
			  ktime_to_ns(ktime_sub(now, start)) * 1000 / LOOKS);
}

static enum hrtimer_restart look(struct hrtimer *timer)
{
	ktime_t now = ktime_get();
	ktime_t late = ktime_sub(now, hrtimer_get_expires(timer));

	if (ktime_after(late, latest))
		latest = late;
	hrtimer_set_expires(timer, ktime_add_ms(now, 1));
	return HRTIMER_RESTART;
}

static void restart_watch(void)
{
	latest = 0;
	hrtimer_start(&watch, ktime_add_ms(ktime_get(), 1),
		      HRTIMER_MODE_ABS_SOFT);
}

static int set_stall(const char *text, const struct kernel_param *param)
{
	u32 ms;
	int err = kstrtou32(text, 0, &ms);

	if (err)
		return err;
	if (ms > MAX_STALL_MS)
		return -ERANGE;
	local_bh_disable();
	mdelay(ms);
	restart_watch();
	local_bh_enable();
	return 0;
}

static int set_latest(const char *text, const struct kernel_param *param)
{
	restart_watch();
	return 0;
}

static int get_latest(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%lld\n", ktime_to_ns(latest));
}

static const struct kernel_param_ops hear_ops = {
	.set = set_hear,
	.get = get_hear,
};

static const struct kernel_param_ops clock_ops = {
	.get = get_clock,
};

static const struct kernel_param_ops stall_ops = {
	.set = set_stall,
};

static const struct kernel_param_ops latest_ops = {
	.set = set_latest,
	.get = get_latest,
};

module_param_cb(hear, &hear_ops, NULL, 0600);
module_param_cb(clock, &clock_ops, NULL, 0400);
module_param_cb(stall, &stall_ops, NULL, 0200);
module_param_cb(latest, &latest_ops, NULL, 0600);

static int __init report_stream_init(void)
{
	qr_hrtimer_setup(&watch, look, CLOCK_MONOTONIC,
			 HRTIMER_MODE_ABS_SOFT);
	return 0;
}

static void __exit report_stream_exit(void)
{
	hrtimer_cancel(&watch);
}

module_init(report_stream_init);
module_exit(report_stream_exit);
MODULE_DESCRIPTION("Reports by the million, to measure who hears them");
MODULE_LICENSE("GPL");
