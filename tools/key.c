// SPDX-License-Identifier: GPL-2.0
#include "key.h"

#include <stddef.h>
#include <stdio.h>

static const struct choice modes[] = {
	{ .word = "elect" },
	{ .word = "proxy", .any_source = true },
	{ .word = "passive" },
	{ 0 }
};

const struct key keys[KEY_COUNT] = {
	[KEY_QUERIER_ENABLE] = {
		.name = "querier-enable",
		.file = "querier_enable",
		.help = "be a querier on this interface",
		.kind = KIND_BOOL,
	},
	[KEY_MODE] = {
		.name = "mode",
		.file = "mode",
		.help = "take part in the election, be a 0.0.0.0 proxy, or only watch",
		.kind = KIND_CHOICE,
		.choices = modes,
	},
	[KEY_VERSION] = {
		.name = "version",
		.file = "version",
		.help = "highest version used",
		.kind = KIND_COUNT,
		.min = 1,
	},
	[KEY_VERSION_FALLBACK] = {
		.name = "version-fallback",
		.file = "version_fallback",
		.help = "use an older version while an older querier is heard",
		.kind = KIND_BOOL,
	},
	[KEY_QUERY_INTERVAL] = {
		.name = "query-interval",
		.file = "query_interval_ms",
		.help = "time between general queries",
		.kind = KIND_TIME,
		.min = 1000,
		.max = 31744000,
	},
	[KEY_QUERY_RESPONSE_INTERVAL] = {
		.name = "query-response-interval",
		.file = "query_response_interval_ms",
		.help = "time hosts have to answer, at most query-interval",
		.kind = KIND_TIME,
		.min = 100,
		.max = 3174400,
	},
	[KEY_ROBUSTNESS] = {
		.name = "robustness",
		.file = "robustness",
		.help = "how many lost packets in a row are survived, plus one",
		.kind = KIND_COUNT,
		.min = 1,
		.max = 255,
	},
	[KEY_STARTUP_QUERY_INTERVAL] = {
		.name = "startup-query-interval",
		.file = "startup_query_interval_ms",
		.help = "time between the first queries; auto: query-interval / 4",
		.kind = KIND_TIME,
		.auto_from = KEY_QUERY_INTERVAL,
		.auto_divisor = 4,
		.min = 100,
		.max = 31744000,
	},
	[KEY_STARTUP_QUERY_COUNT] = {
		.name = "startup-query-count",
		.file = "startup_query_count",
		.help = "number of first queries; auto: robustness",
		.kind = KIND_COUNT,
		.auto_from = KEY_ROBUSTNESS,
		.auto_divisor = 1,
		.min = 1,
		.max = 255,
	},
	[KEY_LAST_MEMBER_QUERY_INTERVAL] = {
		.name = "last-member-query-interval",
		.file = "last_member_query_interval_ms",
		.help = "time between queries after a leave; auto: 1s",
		.kind = KIND_TIME,
		.auto_value = 1000,
		.min = 100,
		.max = 3174400,
	},
	[KEY_LAST_MEMBER_QUERY_COUNT] = {
		.name = "last-member-query-count",
		.file = "last_member_query_count",
		.help = "number of queries after a leave; auto: robustness",
		.kind = KIND_COUNT,
		.auto_from = KEY_ROBUSTNESS,
		.auto_divisor = 1,
		.min = 1,
		.max = 255,
	},
	[KEY_SOURCE_ADDRESS] = {
		.name = "source-address",
		.file = "source_address",
		.help = "address queries are sent from",
		.kind = KIND_ADDRESS,
	},
	[KEY_REQUIRE_ROUTER_ALERT] = {
		.name = "require-router-alert",
		.file = "require_router_alert",
		.help = "ignore packets without the Router Alert option",
		.kind = KIND_BOOL,
		.fixed = "1",
	},
	[KEY_ACCEPT_OFF_SUBNET] = {
		.name = "accept-off-subnet",
		.file = "accept_off_subnet",
		.help = "believe senders from other subnets",
		.kind = KIND_BOOL,
		.fixed = "0",
	},
	[KEY_TRACK_GROUPS] = {
		.name = "track-groups",
		.file = "track_groups",
		.help = "know who listens to what; off: only ask when somebody leaves",
		.kind = KIND_BOOL,
	},
	[KEY_MAX_GROUPS] = {
		.name = "max-groups",
		.file = "max_groups",
		.help = "no more groups are known than that",
		.kind = KIND_COUNT,
		.min = 1,
		.max = 1000000,
	},
	[KEY_MAX_SOURCES] = {
		.name = "max-sources",
		.file = "max_sources",
		.help = "no more sources of a group are known than that",
		.kind = KIND_COUNT,
		.min = 1,
		.max = 4096,
	},
	[KEY_OTHER_QUERIER_MAX] = {
		.name = "other-querier-max",
		.file = "other_querier_max_ms",
		.help = "another querier's robustness x query-interval counts as no more",
		.kind = KIND_TIME,
		.min = 1000,
		.max = 222208000,
	},
	[KEY_STATE] = {
		.name = "state",
		.file = "state",
		.help = "disabled, down, querier or non-querier",
		.kind = KIND_TEXT,
		.read_only = true,
	},
	[KEY_STATE_REASON] = {
		.name = "state-reason",
		.file = "state_reason",
		.help = "why it is down",
		.kind = KIND_TEXT,
		.read_only = true,
	},
	[KEY_ACTIVE_VERSION] = {
		.name = "active-version",
		.file = "active_version",
		.help = "version in use now",
		.kind = KIND_COUNT,
		.read_only = true,
	},
	[KEY_QUERIER_ADDRESS] = {
		.name = "querier-address",
		.file = "querier_address",
		.help = "who the querier is now",
		.kind = KIND_TEXT,
		.read_only = true,
	},
	[KEY_ACTIVE_SOURCE_ADDRESS] = {
		.name = "active-source-address",
		.file = "active_source_address",
		.help = "address queries would be sent from now",
		.kind = KIND_TEXT,
		.read_only = true,
	},
	[KEY_OTHER_QUERIER_EXPIRES] = {
		.name = "other-querier-expires",
		.file = "other_querier_expires_ms",
		.help = "time until another querier counts as gone",
		.kind = KIND_TIME,
		.read_only = true,
	},
	[KEY_GROUPS] = {
		.name = "groups",
		.file = "groups",
		.help = "groups that have members: see 'querierctl groups'",
		.kind = KIND_COUNT,
		.read_only = true,
	},
};

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

bool choice_is_for(const struct choice *choice, const struct family *family)
{
	return !choice->any_source || !family->link_local;
}

unsigned long long key_max(const struct key *key, const struct family *family)
{
	return key->max ? key->max : family->version_max;
}

bool key_has_auto(const struct key *key)
{
	return key->auto_divisor || key->auto_value;
}
