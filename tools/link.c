// SPDX-License-Identifier: GPL-2.0
#include "link.h"
#include "device.h"
#include "message.h"
#include "module.h"
#include "obstacle.h"
#include "sysfs.h"
#include "value.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int link_try_open(struct link *link, const char *ifname,
		  const struct family *family)
{
	*link = (struct link){
		.ifname = ifname,
		.family = family,
		.dir = sysfs_open("class/net/%s/%s", ifname, family->name),
	};
	return link->dir < 0 ? link->dir : 0;
}

int link_try_open_enable(struct link *link, const char *ifname,
			 const struct family *family)
{
	*link = (struct link){
		.ifname = ifname,
		.family = family,
		.dir = -1,
		.is_file = true,
		.file = sysfs_open_file("class/net/%s/%s/%s", ifname,
					family->name,
					keys[KEY_QUERIER_ENABLE].file),
	};
	return link->file < 0 ? link->file : 0;
}

bool link_exists(const char *ifname, const struct family *family)
{
	struct link link;

	if (!device_is_name(ifname) || link_try_open(&link, ifname, family))
		return false;
	link_close(&link);
	return true;
}

int link_open(struct link *link, const char *ifname,
	      const struct family *family)
{
	int err, status;

	status = obstacle_check_name(ifname);
	if (status)
		return status;
	err = link_try_open(link, ifname, family);
	return err ? obstacle_fail_open(ifname, family, err) : STATUS_DONE;
}

void link_close(struct link *link)
{
	close(link->is_file ? link->file : link->dir);
}

static bool is_open(const struct link *link, const struct key *key)
{
	return link->is_file && key == &keys[KEY_QUERIER_ENABLE];
}

int link_read(const struct link *link, const struct key *key, char *raw)
{
	return is_open(link, key) ?
	       sysfs_read_file(link->file, raw, VALUE_SIZE) :
	       sysfs_read(link->dir, key->file, raw, VALUE_SIZE);
}

int link_write(const struct link *link, const struct key *key, const char *raw)
{
	return is_open(link, key) ?
	       sysfs_write_file(link->file, raw) :
	       sysfs_write(link->dir, key->file, raw);
}

/* Visits the links of an interface; fails if there is none. */
static int visit_families(const char *ifname, link_visit *visit, void *context)
{
	int err = -ENOENT;
	bool any = false;
	size_t i;

	for (i = 0; i < family_count; i++) {
		struct link link;

		err = link_try_open(&link, ifname, &families[i]);
		if (err)
			continue;
		err = visit(&link, context);
		link_close(&link);
		if (err && !device_is_gone(err))
			return err;
		any = any || !err;
	}
	return any ? 0 : err;
}

static int visit_named(char **ifnames, size_t count, link_visit *visit,
		       void *context)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < count; i++) {
		int err;

		if (obstacle_check_name(ifnames[i])) {
			status = STATUS_FAILED;
			continue;
		}
		err = visit_families(ifnames[i], visit, context);
		if (err)
			status = obstacle_fail_open(ifnames[i], &families[0],
						    err);
	}
	return status;
}

/* One of all interfaces; @found: the module has a link on some. */
static int visit_listed(const char *ifname, link_visit *visit, void *context,
			bool *found)
{
	int err;

	if (device_is_foreign(ifname))
		return obstacle_fail_foreign(ifname);
	err = visit_families(ifname, visit, context);
	if (device_is_gone(err))
		return STATUS_DONE;
	*found = true;
	return err ? obstacle_fail_open(ifname, &families[0],
					err) : STATUS_DONE;
}

static int visit_all(link_visit *visit, void *context)
{
	struct sysfs_names names;
	bool found = false;
	int i, status;

	status = device_list(&names);
	if (status)
		return status;
	for (i = 0; i < names.count && !status; i++)
		status = visit_listed(names.entry[i]->d_name, visit, context,
				      &found);
	sysfs_free_names(&names);
	if (!status && !found && !module_is_loaded())
		return module_fail_missing();
	return status;
}

int link_visit_all(char **ifnames, size_t count, link_visit *visit,
		   void *context)
{
	return count ? visit_named(ifnames, count, visit, context) :
		       visit_all(visit, context);
}
