// SPDX-License-Identifier: GPL-2.0
#include "wanted.h"

#include <linux/errno.h>
#include <linux/slab.h>

/*
 * Return: 0 if it is among them now, -EAGAIN if there are too many, or -ENOMEM.
 */
int qr_wanted_add(struct qr_wanted **wanted, const union qr_addr *group)
{
	struct qr_wanted *all = *wanted;
	int i;

	if (!all)
		all = qr_kzalloc_obj(*all, GFP_NOWAIT | __GFP_NOWARN);
	if (!all)
		return -ENOMEM;
	*wanted = all;

	for (i = 0; i < all->count; i++) {
		if (qr_addr_equal(&all->group[i], group))
			return 0;
	}
	if (all->count == QR_WANTED_GROUPS)
		return -EAGAIN;
	all->group[all->count++] = *group;
	return 0;
}

/* Take the first one. Return: whether there was one. */
bool qr_wanted_take(struct qr_wanted **wanted, union qr_addr *group)
{
	struct qr_wanted *all = *wanted;

	if (!all)
		return false;
	*group = all->group[0];
	all->count--;
	memmove(&all->group[0], &all->group[1], all->count * sizeof(*group));
	if (!all->count)
		qr_wanted_drop(wanted);
	return true;
}

/* None is wanted any more. */
void qr_wanted_drop(struct qr_wanted **wanted)
{
	kfree(*wanted);
	*wanted = NULL;
}
