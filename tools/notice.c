// SPDX-License-Identifier: GPL-2.0
#include "notice.h"
#include "compiler.h"
#include "duration.h"

#include <string.h>

#define MS_PER_SECOND	1000

/* As in the specification; its test compares them. */
static const char *const protocols[] = { "igmp", "mld" };
static const char *const states[] = {
	"disabled", "down", "querier", "non-querier",
};
static const char *const reasons[] = {
	"none", "link-down", "loopback", "not-ethernet", "no-multicast",
	"bridge-port", "lag-port", "hook-failed", "no-address",
	"namespace-limit",
};
static const char *const modes[] = { "include", "exclude" };
static const char *const source_states[] = { "requested", "excluded" };
static const char *const limits[] = { "groups", "sources", "memory" };

static const struct {
	const char *const *words;
	size_t count;
} enums[ENUM_MAX] = {
	[ENUM_PROTOCOL] = { protocols, ARRAY_SIZE(protocols) },
	[ENUM_STATE] = { states, ARRAY_SIZE(states) },
	[ENUM_REASON] = { reasons, ARRAY_SIZE(reasons) },
	[ENUM_MODE] = { modes, ARRAY_SIZE(modes) },
	[ENUM_SOURCE_STATE] = { source_states, ARRAY_SIZE(source_states) },
	[ENUM_LIMIT] = { limits, ARRAY_SIZE(limits) },
};

uint64_t notice_number(const struct nlattr *attr)
{
	if (!attr)
		return 0;
	if (mnl_attr_get_payload_len(attr) == sizeof(uint32_t))
		return mnl_attr_get_u32(attr);
	if (mnl_attr_get_payload_len(attr) == sizeof(uint64_t))
		return mnl_attr_get_u64(attr);
	return 0;
}

const char *notice_text(const struct nlattr *attr)
{
	if (!attr || mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
		return "";
	return mnl_attr_get_str(attr);
}

const char *notice_word(const struct nlattr *attr, enum notice_enum which)
{
	uint64_t number = notice_number(attr);

	if (!attr)
		return "";
	return number < enums[which].count ? enums[which].words[number] :
					     "unknown";
}

void notice_address(const struct nlattr *attr, char *text)
{
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	*text = '\0';
	if (len == sizeof(struct in_addr))
		inet_ntop(AF_INET, mnl_attr_get_payload(attr), text,
			  ADDRESS_SIZE);
	else if (len == sizeof(struct in6_addr))
		inet_ntop(AF_INET6, mnl_attr_get_payload(attr), text,
			  ADDRESS_SIZE);
}

void notice_source(const struct nlattr *attr, struct source *source)
{
	const struct nlattr *part;

	*source = (struct source){ .state = "" };
	mnl_attr_for_each_nested(part, attr) {
		switch (mnl_attr_get_type(part)) {
		case IGMP_QUERIER_SOURCE_A_ADDRESS:
			notice_address(part, source->address);
			break;
		case IGMP_QUERIER_SOURCE_A_STATE:
			source->state = notice_word(part, ENUM_SOURCE_STATE);
			break;
		case IGMP_QUERIER_SOURCE_A_EXPIRES:
			source->expires = notice_number(part);
			break;
		}
	}
}

bool notice_source_is_excluded(const struct source *source)
{
	return !strcmp(source->state, "excluded");
}

void notice_time(uint64_t ms, char *text, size_t size)
{
	if (ms > MS_PER_SECOND)
		ms -= ms % MS_PER_SECOND;
	duration_format(ms, text, size);
}
