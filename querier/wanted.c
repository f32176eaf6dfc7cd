// SPDX-License-Identifier: GPL-2.0
#include "wanted.h"

/* Return: whether it is among them now. */
bool qr_wanted_add(struct qr_wanted *wanted, const union qr_addr *group)
{
	int i;

	for (i = 0; i < wanted->count; i++) {
		if (qr_addr_equal(&wanted->group[i], group))
			return true;
	}
	if (wanted->count == QR_WANTED_GROUPS)
		return false;
	wanted->group[wanted->count++] = *group;
	return true;
}

/* Take the first one. Return: whether there was one. */
bool qr_wanted_take(struct qr_wanted *wanted, union qr_addr *group)
{
	if (!wanted->count)
		return false;
	*group = wanted->group[0];
	wanted->count--;
	memmove(&wanted->group[0], &wanted->group[1],
		wanted->count * sizeof(*group));
	return true;
}
