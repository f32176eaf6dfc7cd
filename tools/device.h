/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A network interface, apart from the module.
 */
#ifndef QC_DEVICE_H
#define QC_DEVICE_H

#include "family.h"
#include "sysfs.h"

#include <stdbool.h>
#include <stddef.h>

/* Can an interface have this name, and is the name safe in a path? */
bool device_is_name(const char *ifname);

bool device_exists(const char *ifname);

/* Lists all interfaces; on failure says why. */
int device_list(struct sysfs_names *names);

/* Is it Ethernet, and so may have a querier? */
bool device_is_ethernet(const char *ifname);

/* Does it lead to a network card, itself or by what is below it? */
bool device_has_wire(const char *ifname);

/* Opens its directory in sysfs; returns a negative errno value if it fails. */
int device_open(const char *ifname);

/* Reads a number from a file of that directory; 0 if that fails. */
unsigned long device_read_number(int dir, const char *file);

/* Does this error mean that the interface no longer exists? */
bool device_is_gone(int err);

/*
 * Does sysfs show an interface of this name in another network namespace than
 * the one that system calls reach? So it is after "nsenter -n" without a
 * fresh /sys.
 */
bool device_is_foreign(const char *ifname);

/* Is the name of an address, such as eth0 or its label eth0:1, of it? */
bool device_has_label(const char *ifname, const char *label);

/* A name for an interface of one of its VLANs; @name has room for IFNAMSIZ. */
void device_name_vlan(const char *ifname, unsigned int vlan, char *name);

/* Lists its addresses: "it has 192.0.2.1, 192.0.2.2". */
void device_list_addresses(const char *ifname, const struct family *family,
			   char *words, size_t size);

#endif /* QC_DEVICE_H */
