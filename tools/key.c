// SPDX-License-Identifier: GPL-2.0
#include "key.h"
#include "compiler.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

const struct key keys[KEY_COUNT] = {
#include "key_rows.h"
};

const struct key_bound key_bounds[] = {
	{ KEY_QUERY_RESPONSE_INTERVAL, KEY_QUERY_INTERVAL },
};

const size_t key_bound_count = ARRAY_SIZE(key_bounds);

static bool same_name(const char *name, const char *typed)
{
	for (; *name; name++, typed++)
		if (*typed != *name && !(*name == '-' && *typed == '_'))
			return false;
	return !*typed;
}

const struct key *key_find(const char *name)
{
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (same_name(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static bool is_listed(const struct key *key, const struct family *family)
{
	return !key->read_only && key_is_for(key, family);
}

void key_names(const struct family *family, char *names)
{
	const struct key *last = &keys[KEY_COUNT - 1], *key;
	int len = 0;

	while (!is_listed(last, family))
		last--;
	for (key = keys; key <= last; key++)
		if (is_listed(key, family))
			len += snprintf(names + len, KEY_NAMES_SIZE - len,
					"%s%s", !len ? "" :
					key == last ? " or " : ", ", key->name);
}

bool key_is_for(const struct key *key, const struct family *family)
{
	return !key->fixed || !family->link_local;
}

bool key_choice_is_for(const struct choice *choice,
		       const struct family *family)
{
	return !choice->any_source || !family->link_local;
}

unsigned long long key_max(const struct key *key, const struct family *family)
{
	return key->max ? key->max : family->version_max;
}

unsigned long key_initial(enum key_id id)
{
	return strtoul(keys[id].initial, NULL, 10);
}

bool key_has_auto(const struct key *key)
{
	return key->auto_divisor || key->auto_value;
}
