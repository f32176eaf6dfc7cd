// SPDX-License-Identifier: GPL-2.0
#include "notice.h"
#include "compiler.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <stdio.h>
#include <string.h>

#include "notice_names.h"

#define TEXT(name)	{ name, KIND_TEXT, NOTICE_TEXT, NULL, 0 }
#define ADDRESS(name)	{ name, KIND_TEXT, NOTICE_ADDRESS, NULL, 0 }
#define MAC(name)	{ name, KIND_TEXT, NOTICE_MAC, NULL, 0 }
#define COUNT(name)	{ name, KIND_COUNT, NOTICE_NUMBER, NULL, 0 }
#define TIME(name)	{ name, KIND_TIME, NOTICE_NUMBER, NULL, 0 }
#define AGE(name)	{ name, KIND_AGE, NOTICE_NUMBER, NULL, 0 }
#define ENUM(name, names) \
	{ name, KIND_TEXT, NOTICE_ENUM, names, ARRAY_SIZE(names) }

const struct notice_attr notice_attrs[IGMP_QUERIER_A_MAX + 1] = {
	[IGMP_QUERIER_A_IFNAME] = TEXT("interface"),
	[IGMP_QUERIER_A_PROTOCOL] = ENUM("family", protocols),
	[IGMP_QUERIER_A_STATE] = ENUM("state", states),
	[IGMP_QUERIER_A_REASON] = ENUM("state_reason", reasons),
	[IGMP_QUERIER_A_QUERIER_ADDRESS] = ADDRESS("querier"),
	[IGMP_QUERIER_A_SOURCE_ADDRESS] = ADDRESS("source"),
	[IGMP_QUERIER_A_GROUP] = ADDRESS("group"),
	[IGMP_QUERIER_A_MODE] = ENUM("mode", modes),
	[IGMP_QUERIER_A_REPORTER] = ADDRESS("reporter"),
	[IGMP_QUERIER_A_VERSION] = COUNT("version"),
	[IGMP_QUERIER_A_GROUPS] = COUNT("groups"),
	[IGMP_QUERIER_A_OTHER_QUERIER_EXPIRES] =
		AGE("other_querier_expires_ms"),
	[IGMP_QUERIER_A_AGE] = AGE("age_ms"),
	[IGMP_QUERIER_A_EXPIRES] = AGE("expires_ms"),
	/* A list of notice_source_attrs; for people words. */
	[IGMP_QUERIER_A_SOURCE] = TEXT("sources"),
	[IGMP_QUERIER_A_LIMIT] = ENUM("limit", limits),
	[IGMP_QUERIER_A_DUPLICATE] = ADDRESS("address"),
	[IGMP_QUERIER_A_QUERIER_MAC] = MAC("querier_mac"),
	[IGMP_QUERIER_A_QUERIER_SINCE] = AGE("querier_since_ms"),
	[IGMP_QUERIER_A_NEXT_QUERY] = AGE("next_query_ms"),
	[IGMP_QUERIER_A_LAST_REPORT] = AGE("last_report_ms"),
	[IGMP_QUERIER_A_OLDER_QUERIER] = ADDRESS("older_querier"),
	[IGMP_QUERIER_A_OLDER_SINCE] = AGE("older_since_ms"),
	[IGMP_QUERIER_A_HEARD_QUERY_INTERVAL] = TIME("heard_query_interval_ms"),
	[IGMP_QUERIER_A_HEARD_ROBUSTNESS] = COUNT("heard_robustness"),
	[IGMP_QUERIER_A_MEMBERSHIP_INTERVAL] = TIME("membership_interval_ms"),
	[IGMP_QUERIER_A_OTHER_QUERIER_INTERVAL] =
		TIME("other_querier_interval_ms"),
	[IGMP_QUERIER_A_LAST_MEMBER_TIME] = TIME("last_member_time_ms"),
	[IGMP_QUERIER_A_OLDER_HOST_INTERVAL] = TIME("older_host_interval_ms"),
	[IGMP_QUERIER_A_MAC] = MAC("mac"),
	[IGMP_QUERIER_A_ADDRESS] = ADDRESS("address"),
	[IGMP_QUERIER_A_SOURCE_COUNT] = COUNT("source_count"),
	[IGMP_QUERIER_A_FIRST_HEARD] = AGE("first_heard_ms"),
	[IGMP_QUERIER_A_LAST_HEARD] = AGE("last_heard_ms"),
};

const struct notice_attr notice_source_attrs[IGMP_QUERIER_SOURCE_A_MAX + 1] = {
	[IGMP_QUERIER_SOURCE_A_ADDRESS] = ADDRESS("address"),
	[IGMP_QUERIER_SOURCE_A_STATE] = ENUM("state", source_states),
	[IGMP_QUERIER_SOURCE_A_EXPIRES] = AGE("expires_ms"),
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

static struct json_object *enum_value(const struct nlattr *attr,
				      const struct notice_attr *desc)
{
	uint64_t number = notice_number(attr);

	return json_new_text(number < desc->name_count ? desc->names[number] :
							 "unknown");
}

static struct json_object *address_value(const struct nlattr *attr)
{
	uint16_t len = mnl_attr_get_payload_len(attr);
	char text[INET6_ADDRSTRLEN] = "";

	if (len == sizeof(struct in_addr))
		inet_ntop(AF_INET, mnl_attr_get_payload(attr), text,
			  sizeof(text));
	else if (len == sizeof(struct in6_addr))
		inet_ntop(AF_INET6, mnl_attr_get_payload(attr), text,
			  sizeof(text));
	return json_new_text(text);
}

static struct json_object *mac_value(const struct nlattr *attr)
{
	char text[sizeof("00:00:00:00:00:00")] = "";
	const unsigned char *at = mnl_attr_get_payload(attr);

	if (mnl_attr_get_payload_len(attr) == ETH_ALEN)
		snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
			 at[0], at[1], at[2], at[3], at[4], at[5]);
	return json_new_text(text);
}

struct json_object *notice_value(const struct nlattr *attr,
				 const struct notice_attr *desc)
{
	if (!attr)
		return NULL;
	switch (desc->type) {
	case NOTICE_NUMBER:
		return json_new_number(notice_number(attr));
	case NOTICE_ENUM:
		return enum_value(attr, desc);
	case NOTICE_ADDRESS:
		return address_value(attr);
	case NOTICE_MAC:
		return mac_value(attr);
	default:
		return json_new_text(notice_text(attr));
	}
}

void notice_add(struct json_object *object, const struct notice *notice,
		int type)
{
	json_add(object, notice_attrs[type].name,
		 notice_value(notice->attrs[type], &notice_attrs[type]));
}

void notice_parse_source(const struct nlattr *nest,
			 const struct nlattr *attrs[])
{
	const struct nlattr *attr;

	memset(attrs, 0,
	       (IGMP_QUERIER_SOURCE_A_MAX + 1) * sizeof(*attrs));
	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) <= IGMP_QUERIER_SOURCE_A_MAX)
			attrs[mnl_attr_get_type(attr)] = attr;
}
