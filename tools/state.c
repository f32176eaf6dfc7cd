// SPDX-License-Identifier: GPL-2.0
#include "state.h"
#include "explicit.h"
#include "sysfs.h"

#include <errno.h>
#include <string.h>

bool state_has(const struct family *family, enum key_id id)
{
	return !keys[id].read_only && key_is_for(&keys[id], family);
}

static void read_value(const struct link *link, const struct explicit *explicit,
		       enum key_id id, struct present *value)
{
	value->is_missing = !state_has(link->family, id) ||
			    sysfs_read(link->dir, keys[id].file, value->raw,
				       VALUE_SIZE);
	value->is_default = !value->is_missing &&
			    explicit_is_default(explicit, link, &keys[id],
						value->raw);
}

int state_read(const struct link *link, struct explicits *explicits,
	       struct state *state)
{
	const struct explicit *explicit = explicit_find(explicits, link);
	enum key_id id;

	state->is_exact = explicit;
	for (id = 0; id < KEY_COUNT; id++)
		read_value(link, explicit, id, &state->values[id]);
	return state->values[KEY_QUERIER_ENABLE].is_missing ? -ENODEV : 0;
}

/*
 * Where the module does not say which values were set, one that is set to what
 * the module would choose looks like one that it has chosen.
 */
bool state_differs(const struct state *state, const struct effective *effective,
		   enum key_id id)
{
	const struct present *present = &state->values[id];
	const struct wish *wish = &effective->wishes[id];

	if (present->is_missing)
		return false;
	if (!effective->matched)
		return id == KEY_QUERIER_ENABLE && strcmp(present->raw, "0");
	if (wish->is_default)
		return !present->is_default;
	return (state->is_exact && present->is_default) ||
	       strcmp(present->raw, wish->raw);
}

const char *state_format(const struct key *key, const char *raw,
			 bool is_default, char *text)
{
	if (is_default && key_has_auto(key))
		return "auto";
	return value_format(key->kind, raw, text);
}
