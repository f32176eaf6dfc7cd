/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What querierctl knows about a network interface apart from the module: why
 * no querier can run on it, which addresses it has, whose it is.
 */
#ifndef QC_DEVICE_H
#define QC_DEVICE_H

#include "family.h"

#include <stdbool.h>

/**
 * struct obstacle - why no querier runs on an interface
 * @reason: the module's word for it, in the file state_reason
 * @words: what that means and what to do, to be read after the name
 * @upper: a link to the interface to be used instead, or NULL
 * @lasting: it is the interface's nature, not its state: it cannot be enabled
 */
struct obstacle {
	const char *reason;
	const char *words;
	const char *upper;
	bool lasting;
};

/* Whether an interface could be called so, and the name is safe in a path. */
bool device_is_name(const char *ifname);

bool device_exists(const char *ifname);

/*
 * Whether sysfs shows another network namespace's interface of this name than
 * system calls reach, as after "nsenter -n" without a fresh /sys.
 */
bool device_is_foreign(const char *ifname);

/*
 * Finds what is in the way: @reason if that tells (the module's word, or
 * NULL), or by looking at the interface. NULL: nothing known.
 */
const struct obstacle *device_obstacle(const char *ifname, const char *reason);

/* Says it, to be read after the name: "is a port of br0: enable br0 ...". */
void device_describe(const char *ifname, const struct obstacle *obstacle,
		     char *words, size_t size);

/* Says which addresses it has: "it has 192.0.2.1, 192.0.2.2". */
void device_addresses(const char *ifname, const struct family *family,
		      char *words, size_t size);

#endif /* QC_DEVICE_H */
