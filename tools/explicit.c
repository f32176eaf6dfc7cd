// SPDX-License-Identifier: GPL-2.0
#include "explicit.h"
#include "device.h"
#include "message.h"
#include "module.h"
#include "netlink.h"
#include "notice.h"
#include "sysfs.h"
#include "value.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct explicit - what was set on a link
 * @ifindex: the interface
 * @protocol: the family
 * @params: a bit for each IGMP_QUERIER_PARAM_*
 */
struct explicit {
	uint64_t ifindex;
	uint64_t protocol;
	uint64_t params;
};

static int compare(const void *a, const void *b)
{
	const struct explicit *first = a, *second = b;

	if (first->ifindex != second->ifindex)
		return first->ifindex < second->ifindex ? -1 : 1;
	return (first->protocol > second->protocol) -
	       (first->protocol < second->protocol);
}

static void add_answer(const struct notice *notice, void *context)
{
	const struct nlattr *const *attrs = notice->attrs;
	struct explicits *to = context;

	to->is_silent = !attrs[IGMP_QUERIER_A_EXPLICIT];
	if (to->is_silent)
		return;
	to->entry = reallocarray(to->entry, to->count + 1,
				 sizeof(*to->entry));
	if (!to->entry)
		message_no_memory();
	to->entry[to->count++] = (struct explicit){
		notice_number(attrs[IGMP_QUERIER_A_IFINDEX]),
		notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]),
		notice_number(attrs[IGMP_QUERIER_A_EXPLICIT]),
	};
}

/* @ifindex 0: of all interfaces */
static void ask(struct explicits *explicits, unsigned int ifindex)
{
	if (!sysfs_is_real() ||
	    netlink_try_dump(IGMP_QUERIER_CMD_INTERFACE_GET, ifindex,
			     add_answer, explicits))
		explicits->is_silent = true;
	if (explicits->count)
		qsort(explicits->entry, explicits->count,
		      sizeof(*explicits->entry), compare);
}

void explicit_load(struct explicits *explicits)
{
	explicit_free(explicits);
	ask(explicits, 0);
}

void explicit_free(struct explicits *explicits)
{
	free(explicits->entry);
	*explicits = (struct explicits){ 0 };
}

const struct explicit *explicit_find(struct explicits *explicits,
				     const struct link *link)
{
	struct explicit wanted = { .protocol = link->family - families };
	const struct explicit *found = NULL;
	int i;

	if (explicits->is_silent)
		return NULL;
	wanted.ifindex = link->ifindex ? link->ifindex :
			 device_read_number(link->dir, "../ifindex");
	for (i = 0; i < 2 && !found && !explicits->is_silent; i++) {
		if (i)
			ask(explicits, wanted.ifindex);
		if (explicits->count)
			found = bsearch(&wanted, explicits->entry,
					explicits->count,
					sizeof(*explicits->entry), compare);
	}
	return found;
}

/* The value that the module chooses if the key is set to auto now. */
static unsigned long long automatic(const struct link *link,
				    const struct key *key)
{
	const struct key *from = &keys[key->auto_from];
	char raw[VALUE_SIZE];

	if (!key->auto_divisor)
		return key->auto_value;
	if (sysfs_read(link->dir, from->file, raw, sizeof(raw)))
		return 0;
	return strtoull(raw, NULL, 10) / key->auto_divisor;
}

static bool is_likely(const struct link *link, const struct key *key,
		      const char *raw)
{
	char own[VALUE_SIZE];

	if (value_is_auto(key, raw))
		return true;
	if (key_has_auto(key))
		return strtoull(raw, NULL, 10) == automatic(link, key);
	module_default(key, link->family, own);
	return !strcmp(raw, own);
}

bool explicit_is_default(const struct explicit *explicit,
			 const struct link *link, const struct key *key,
			 const char *raw)
{
	return explicit ? !(explicit->params & 1U << key->param) :
			is_likely(link, key, raw);
}

void explicit_default(const struct explicit *explicit, const struct link *link,
		      const struct key *key, char *raw)
{
	if (explicit)
		snprintf(raw, VALUE_SIZE, "default");
	else
		module_default(key, link->family, raw);
}
