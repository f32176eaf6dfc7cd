// SPDX-License-Identifier: GPL-2.0
#include "port.h"
#include "message.h"
#include "sysfs.h"
#include "value.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool module_is_loaded(void)
{
	int dir = sysfs_open("module/%s", MODULE);

	if (dir < 0)
		return false;
	close(dir);
	return true;
}

int fail_module(void)
{
	return fail("the module %s is not loaded: modprobe %s", MODULE,
		    MODULE);
}

int fail_no_device(const char *ifname)
{
	return fail("%s: there is no such interface: see 'ip link'", ifname);
}

static int fail_foreign(const char *ifname)
{
	return fail("%s: %s is another network namespace's: use 'ip netns exec'",
		    ifname, sysfs_root());
}

/* Says why there is no directory. */
static int explain_missing(const char *ifname, const struct family *family)
{
	const struct obstacle *obstacle;
	char words[WORDS_SIZE];

	if (!device_exists(ifname))
		return fail_no_device(ifname);
	if (!module_is_loaded())
		return fail_module();
	obstacle = device_obstacle(ifname, NULL);
	if (!obstacle)
		return fail("%s: the module %s offers no %s on this interface",
			    ifname, MODULE, family->protocol);
	device_describe(ifname, obstacle, words, sizeof(words));
	return fail("%s: %s", ifname, words);
}

static int explain(const char *ifname, const struct family *family, int err)
{
	if (port_is_gone(err))
		return explain_missing(ifname, family);
	return fail("%s: cannot read its %s files: %s", ifname,
		    family->protocol, strerror(-err));
}

static int try_open(struct port *port, const char *ifname,
		    const struct family *family)
{
	*port = (struct port){
		.ifname = ifname,
		.family = family,
		.dir = sysfs_open("class/net/%s/%s", ifname, family->name),
	};
	return port->dir < 0 ? port->dir : 0;
}

bool port_is_there(const char *ifname, const struct family *family)
{
	struct port port;

	if (!device_is_name(ifname) || try_open(&port, ifname, family))
		return false;
	port_close(&port);
	return true;
}

/* What can be told from the name alone. */
static int check_name(const char *ifname)
{
	if (!device_is_name(ifname))
		return fail("'%s' cannot be an interface's name", ifname);
	if (device_is_foreign(ifname))
		return fail_foreign(ifname);
	return STATUS_DONE;
}

int port_open(struct port *port, const char *ifname,
	      const struct family *family)
{
	int err, status;

	status = check_name(ifname);
	if (status)
		return status;
	err = try_open(port, ifname, family);
	return err ? explain(ifname, family, err) : STATUS_DONE;
}

void port_close(struct port *port)
{
	close(port->dir);
}

bool port_is_gone(int err)
{
	/* ENOTDIR: something else than an interface, such as bonding_masters */
	return err == -ENOENT || err == -ENODEV || err == -ENOTDIR;
}

const struct obstacle *port_obstacle(const struct port *port)
{
	char reason[WORDS_SIZE];
	int err;

	err = sysfs_read(port->dir, "state_reason", reason, sizeof(reason));
	return device_obstacle(port->ifname, err ? NULL : reason);
}

/* Visits all families of an interface; an error only if there is none. */
static int visit_families(const char *ifname, port_visit *visit,
			  void *context)
{
	int err = -ENOENT;
	bool any = false;
	size_t i;

	for (i = 0; i < family_count; i++) {
		struct port port;

		err = try_open(&port, ifname, &families[i]);
		if (err)
			continue;
		err = visit(&port, context);
		port_close(&port);
		if (err && !port_is_gone(err))
			return err;
		any = any || !err;
	}
	return any ? 0 : err;
}

static int visit_named(char **ifnames, size_t count, port_visit *visit,
		       void *context)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < count; i++) {
		int err;

		if (check_name(ifnames[i])) {
			status = STATUS_FAILED;
			continue;
		}
		err = visit_families(ifnames[i], visit, context);
		if (err)
			status = explain(ifnames[i], &families[0], err);
	}
	return status;
}

/* One interface out of all; @found tells whether the module is about. */
static int visit_listed(const char *ifname, port_visit *visit, void *context,
			bool *found)
{
	int err = visit_families(ifname, visit, context);

	if (port_is_gone(err))
		return STATUS_DONE;
	*found = true;
	if (device_is_foreign(ifname))
		return fail_foreign(ifname);
	return err ? explain(ifname, &families[0], err) : STATUS_DONE;
}

static int visit_all(port_visit *visit, void *context)
{
	int i, dir, err, status = STATUS_DONE;
	struct names names;
	bool found = false;

	dir = sysfs_open("class/net");
	if (dir < 0)
		return fail("cannot list the interfaces: %s/class/net: %s",
			    sysfs_root(), strerror(-dir));
	err = sysfs_list(dir, &names);
	close(dir);
	if (err)
		return fail("cannot list the interfaces: %s", strerror(-err));

	for (i = 0; i < names.count && !status; i++)
		status = visit_listed(names.entry[i]->d_name, visit, context,
				      &found);
	names_free(&names);
	if (!status && !found && !module_is_loaded())
		return fail_module();
	return status;
}

int ports_visit(char **ifnames, size_t count, port_visit *visit,
		void *context)
{
	return count ? visit_named(ifnames, count, visit, context) :
		       visit_all(visit, context);
}
