// SPDX-License-Identifier: GPL-2.0
/*
 * Removing a directory waits, under rtnl, for readers and writers of its files.
 * So these never wait for rtnl: a writer that does not get it at once leaves
 * the file and comes back (restart_syscall()).
 */
#include "sysfs.h"
#include "counters.h"
#include "device.h"
#include "enable.h"
#include "link_read.h"
#include "reception.h"
#include "sysfs_file.h"

#include <linux/capability.h>
#include <linux/ctype.h>
#include <linux/delay.h>
#include <linux/rtnetlink.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

static const char *const mode_names[] = {
#include "mode_rows.h"
};

/* Decimal digits, one newline at most, and nothing else: no sign, no 0x. */
static int parse_decimal(const char *text, u32 *value)
{
	if (!isdigit(*text))
		return -EINVAL;
	return kstrtou32(text, 10, value);
}

static ssize_t show_enable(struct qr_link *link, int index, char *buf)
{
	enum qr_wish wish = READ_ONCE(link->device.wish);

	return sysfs_emit(buf, "%s\n", qr_enable_words[wish]);
}

static int store_enable(struct qr_link *link, int index, const char *text)
{
	enum qr_wish wish;
	int err;

	err = qr_enable_parse(text, &wish);
	return err ?: qr_device_enable(link, wish, true);
}

static int reset_enable(struct qr_link *link, int index)
{
	enum qr_wish wish = qr_enable_initial(dev_net(link->dev));

	return qr_device_enable(link, wish, false);
}

static ssize_t show_mode(struct qr_link *link, int index, char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  mode_names[qr_link_read_params(link).mode]);
}

static int store_mode(struct qr_link *link, int index, const char *text)
{
	struct qr_params params = qr_link_read_params(link);
	int mode = sysfs_match_string(mode_names, text);

	if (mode < 0)
		return mode;
	qr_params_set_mode(&params, mode);
	return qr_device_configure(link, &params);
}

static int reset_mode(struct qr_link *link, int index)
{
	struct qr_params params = qr_link_read_params(link);

	qr_params_reset_mode(&params);
	return qr_device_configure(link, &params);
}

static ssize_t show_source(struct qr_link *link, int index, char *buf)
{
	struct qr_params params = qr_link_read_params(link);

	if (qr_addr_any(&params.source))
		return sysfs_emit(buf, "auto\n");
	return qr_sysfs_file_show_address(link, &params.source, buf);
}

static int set_source(struct qr_link *link, const union qr_addr *source)
{
	struct qr_params params = qr_link_read_params(link);

	qr_params_set_source(&params, source);
	return qr_device_configure(link, &params);
}

static int reset_source(struct qr_link *link, int index)
{
	static const union qr_addr none;

	return set_source(link, &none);
}

static int store_source(struct qr_link *link, int index, const char *text)
{
	union qr_addr source;
	int err;

	if (sysfs_streq(text, "auto"))
		return reset_source(link, index);

	err = qr_family_parse(link->family, text, &source);
	if (err)
		return err;
	return link->family->may_send_from(&source) ?
	       set_source(link, &source) : -EINVAL;
}

static ssize_t show_param(struct qr_link *link, int index, char *buf)
{
	struct qr_params params = qr_link_read_params(link);

	return sysfs_emit(buf, "%u\n", qr_params_get(&params, index));
}

static int store_param(struct qr_link *link, int index, const char *text)
{
	struct qr_params params = qr_link_read_params(link);
	u32 value;
	int err;

	err = parse_decimal(text, &value);
	if (err)
		return err;
	qr_params_set(&params, index, value);
	return qr_device_configure(link, &params);
}

static int reset_param(struct qr_link *link, int index)
{
	struct qr_params params = qr_link_read_params(link);

	qr_params_reset(&params, index, link->family->proto);
	return qr_device_configure(link, &params);
}

static ssize_t show_state(struct qr_link *link, int index, char *buf)
{
	struct qr_status status = qr_link_read_status(link);

	return sysfs_emit(buf, "%s\n",
			  qr_state_names[qr_device_state(link, &status)]);
}

static ssize_t show_state_reason(struct qr_link *link, int index, char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  qr_reason_names[READ_ONCE(link->device.reason)]);
}

static ssize_t show_querier(struct qr_link *link, int index, char *buf)
{
	struct qr_status status = qr_link_read_status(link);

	if (!status.known)
		return sysfs_emit(buf, "none\n");
	return qr_sysfs_file_show_address(link, &status.address, buf);
}

/* An IPv6 address may settle while the link is down, without an event. */
static ssize_t show_active_source(struct qr_link *link, int index, char *buf)
{
	struct qr_status status = qr_link_read_status(link);

	if (link->family->polls_addresses && !status.running)
		status.source = qr_device_source(link);
	return qr_sysfs_file_show_address(link, &status.source, buf);
}

static struct qr_file files[] = {
	QR_FILE_RW("querier_enable", show_enable, store_enable, reset_enable),
	QR_FILE_RW("mode", show_mode, store_mode, reset_mode),
	QR_FILE_RW("source_address", show_source, store_source, reset_source),
	QR_FILE_RO("state", show_state),
	QR_FILE_RO("state_reason", show_state_reason),
	QR_FILE_RO("active_source_address", show_active_source),
	QR_FILE_RO("querier_address", show_querier),
};

/* Filled in from their table by qr_sysfs_init(). */
static struct qr_file param_files[QR_PARAM_COUNT];

static struct attribute *dir_attrs[ARRAY_SIZE(files) + QR_PARAM_COUNT + 1];

static umode_t is_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	const struct qr_proto *proto = to_qr_link(kobj)->family->proto;
	const struct qr_file *file = to_qr_file(attr);

	if (file->show == show_param && !proto->has_igmp_only &&
	    qr_param_table[file->index].igmp_only)
		return 0;
	return attr->mode;
}

static const struct attribute_group dir_group = {
	.attrs = dir_attrs,
	.is_visible = is_visible,
};

static const struct attribute_group *dir_groups[] = {
	&dir_group,
	NULL,
};

static ssize_t show_file(struct kobject *kobj, struct attribute *attr,
			 char *buf)
{
	struct qr_file *file = to_qr_file(attr);

	return file->show(to_qr_link(kobj), file->index, buf);
}

static ssize_t store_file(struct kobject *kobj, struct attribute *attr,
			  const char *buf, size_t size)
{
	struct qr_file *file = to_qr_file(attr);
	struct qr_link *link = to_qr_link(kobj);
	int err;

	/* The parsers read strings: refuse a NUL within the value. */
	if (strnlen(buf, size) != size)
		return -EINVAL;
	if (!ns_capable(dev_net(link->dev)->user_ns, CAP_NET_ADMIN))
		return -EPERM;

	if (!rtnl_trylock()) {
		/* Do not spin: the holder may need this CPU. */
		usleep_range(500, 1000);
		return restart_syscall();
	}
	if (sysfs_streq(buf, "default"))
		err = file->reset(link, file->index);
	else
		err = file->store(link, file->index, buf);
	qr_reception_update(link);
	rtnl_unlock();
	return err ? err : size;
}

static const struct sysfs_ops dir_ops = {
	.show = show_file,
	.store = store_file,
};

/* kmalloc() would waste a quarter of their memory. */
static struct kmem_cache *dir_cache;

static void release(struct kobject *kobj)
{
	kmem_cache_free(dir_cache, container_of(kobj, struct qr_dir, kobj));
}

/* The namespace's root owns the files, as it owns the device's others. */
static void get_ownership(qr_owned_kobject *kobj, kuid_t *uid, kgid_t *gid)
{
	net_ns_get_ownership(dev_net(to_qr_link(kobj)->dev), uid, gid);
}

static struct kobj_type dir_type = {
	.release = release,
	.sysfs_ops = &dir_ops,
	.default_groups = dir_groups,
	.get_ownership = get_ownership,
};

int __init qr_sysfs_init(void)
{
	struct attribute **attr = dir_attrs;
	int i;

	qr_counters_init();
	for (i = 0; i < ARRAY_SIZE(files); i++)
		*attr++ = &files[i].attr;

	for (i = 0; i < QR_PARAM_COUNT; i++) {
		param_files[i] = (struct qr_file)
			QR_FILE_RW(qr_param_table[i].name, show_param,
				   store_param, reset_param);
		param_files[i].index = i;
		*attr++ = &param_files[i].attr;
	}

	dir_cache = kmem_cache_create("igmp_querier_dir", sizeof(struct qr_dir),
				      0, SLAB_ACCOUNT, NULL);
	return dir_cache ? 0 : -ENOMEM;
}

/* Context: process, without links. */
void qr_sysfs_exit(void)
{
	kmem_cache_destroy(dir_cache);
}

/* Add a link's directory. Context: process, rtnl held. */
int qr_sysfs_add(struct qr_link *link)
{
	struct qr_dir *dir;
	int err;

	ASSERT_RTNL();
	dir = kmem_cache_zalloc(dir_cache, GFP_KERNEL);
	if (!dir)
		return -ENOMEM;

	dir->link = link;
	err = kobject_init_and_add(&dir->kobj, &dir_type, &link->dev->dev.kobj,
				   "%s", link->family->proto->name);
	if (err) {
		kobject_put(&dir->kobj);
		return err;
	}
	link->dir = &dir->kobj;
	/* If that fails, the next start tries again. */
	if (link->active && link->active->has_run)
		qr_counters_add(link);
	return 0;
}

/* Context: process, rtnl held; waits for readers and writers of its files. */
void qr_sysfs_remove(struct qr_link *link)
{
	ASSERT_RTNL();
	if (!link->dir)
		return;
	kobject_del(link->dir);
	kobject_put(link->dir);
	link->dir = NULL;
	link->has_counters = false;
}
