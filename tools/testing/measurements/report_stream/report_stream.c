// SPDX-License-Identifier: GPL-2.0
/*
 * A device hears IGMPv3 reports as fast as its host can take them, and a timer
 * sees how long others keep it from running. Both by the parameters of the
 * module:
 *
 * hear		written: "DEVICE GROUPS SOURCES ROUNDS": that many rounds of one
 *		report for each group, in an order that no cache likes; read:
 *		nanoseconds a report
 * latest	written: begin anew; read: by how many nanoseconds a timer that
 *		fires each millisecond was late at most
 */
#include <linux/etherdevice.h>
#include <linux/hrtimer.h>
#include <linux/igmp.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/net_namespace.h>

#define FIRST_GROUP	0xef000000	/* 239.0.0.0 */
#define FIRST_SOURCE	0x0a800001	/* 10.128.0.1 */
#define REPORTER	0xc0000263	/* 192.0.2.99 */
#define STRIDE		65537		/* prime: visits all groups, far apart */
#define BATCH		64
#define MAX_SOURCES	256

struct report {
	struct ethhdr eth;
	struct iphdr ip;
	u8 alert[4];
	struct {
		u8 type, reserved;
		__sum16 csum;
		__be16 reserved2, records;
		u8 record_type, aux;
		__be16 sources;
		__be32 group;
		__be32 source[MAX_SOURCES];
	} __packed igmp;
} __packed;

static u64 ns_each;
static ktime_t latest;
static struct hrtimer watch;

static size_t igmp_size(u32 sources)
{
	return offsetof(struct report, igmp.source[sources]) -
	       offsetof(struct report, igmp);
}

static void write_report(struct report *report, u32 sources)
{
	size_t igmp = igmp_size(sources);
	u32 i;

	*report = (struct report) {
		.eth = {
			.h_dest = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x16 },
			.h_source = { 0x02, 0, 0, 0, 0, 0x63 },
			.h_proto = htons(ETH_P_IP),
		},
		.ip = {
			.version = 4,
			.ihl = 6,
			.tos = 0xc0,
			.tot_len = htons(sizeof(report->ip) +
					 sizeof(report->alert) + igmp),
			.ttl = 1,
			.protocol = IPPROTO_IGMP,
			.saddr = htonl(REPORTER),
			.daddr = htonl(0xe0000016),
		},
		.alert = { IPOPT_RA, 4 },
		.igmp = {
			.type = IGMPV3_HOST_MEMBERSHIP_REPORT,
			.records = htons(1),
			.record_type = sources ? IGMPV3_MODE_IS_INCLUDE :
						 IGMPV3_MODE_IS_EXCLUDE,
			.sources = htons(sources),
		},
	};
	for (i = 0; i < sources; i++)
		report->igmp.source[i] = htonl(FIRST_SOURCE + i);
	report->ip.check = ip_fast_csum(&report->ip, report->ip.ihl);
}

static int hear(struct net_device *dev, struct report *report, u32 group,
		u32 sources)
{
	size_t igmp = igmp_size(sources);
	size_t size = offsetof(struct report, igmp) + igmp;
	struct sk_buff *skb;

	report->igmp.group = htonl(FIRST_GROUP + group);
	report->igmp.csum = 0;
	report->igmp.csum = ip_compute_csum(&report->igmp, igmp);

	skb = netdev_alloc_skb_ip_align(dev, size);
	if (!skb)
		return -ENOMEM;
	skb_put_data(skb, report, size);
	skb->protocol = eth_type_trans(skb, dev);
	netif_receive_skb(skb);
	return 0;
}

static int hear_all(struct net_device *dev, u32 groups, u32 sources, u32 rounds)
{
	struct report *report = kmalloc(sizeof(*report), GFP_KERNEL);
	u64 count = (u64)groups * rounds, i;
	u32 group = 0;
	ktime_t start;
	int err = 0;

	if (!report)
		return -ENOMEM;
	write_report(report, sources);

	start = ktime_get();
	for (i = 0; i < count && !err; i++) {
		if (!(i % BATCH))
			local_bh_disable();
		err = hear(dev, report, group, sources);
		group = (group + STRIDE) % groups;
		if (i % BATCH == BATCH - 1 || i == count - 1 || err) {
			local_bh_enable();
			cond_resched();
		}
	}
	ns_each = div64_u64(ktime_to_ns(ktime_sub(ktime_get(), start)), count);
	kfree(report);
	return err;
}

static int set_hear(const char *text, const struct kernel_param *param)
{
	u32 groups, sources, rounds;
	struct net_device *dev;
	char name[IFNAMSIZ];
	int err;

	if (sscanf(text, "%15s %u %u %u", name, &groups, &sources,
		   &rounds) != 4 ||
	    !groups || !rounds || sources > MAX_SOURCES ||
	    !(groups % STRIDE))
		return -EINVAL;
	dev = dev_get_by_name(current->nsproxy->net_ns, name);
	if (!dev)
		return -ENODEV;
	err = hear_all(dev, groups, sources, rounds);
	dev_put(dev);
	return err;
}

static int get_hear(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%llu\n", ns_each);
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

static int set_latest(const char *text, const struct kernel_param *param)
{
	latest = 0;
	hrtimer_start(&watch, ktime_add_ms(ktime_get(), 1),
		      HRTIMER_MODE_ABS_SOFT);
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

static const struct kernel_param_ops latest_ops = {
	.set = set_latest,
	.get = get_latest,
};

module_param_cb(hear, &hear_ops, NULL, 0600);
module_param_cb(latest, &latest_ops, NULL, 0600);

static int __init report_stream_init(void)
{
	hrtimer_setup(&watch, look, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
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
