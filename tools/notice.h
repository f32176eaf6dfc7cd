/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The attributes of the module's messages, each described once.
 */
#ifndef QC_NOTICE_H
#define QC_NOTICE_H

#include "json.h"
#include "key.h"
#include "netlink.h"

#include <stdint.h>

/**
 * struct notice_attr - describes an attribute
 * @name: its name in JSON; NULL: querierctl does not print it
 * @kind: what its value is
 * @type: how to read it
 * @names: NOTICE_ENUM: the names of the enum
 * @name_count: number of @names
 */
struct notice_attr {
	const char *name;
	enum kind kind;
	enum {
		NOTICE_NUMBER,
		NOTICE_ENUM,
		NOTICE_ADDRESS,
		NOTICE_MAC,
		NOTICE_TEXT,
	} type;
	const char *const *names;
	size_t name_count;
};

/* By type: of a message, and inside of IGMP_QUERIER_A_SOURCE. */
extern const struct notice_attr notice_attrs[IGMP_QUERIER_A_MAX + 1];
extern const struct notice_attr
notice_source_attrs[IGMP_QUERIER_SOURCE_A_MAX + 1];

/* A missing or malformed attribute is 0, or "". */
uint64_t notice_number(const struct nlattr *attr);
const char *notice_text(const struct nlattr *attr);

/* The value for JSON; null if the attribute is missing. */
struct json_object *notice_value(const struct nlattr *attr,
				 const struct notice_attr *desc);

/* Adds the message's attribute of this type to an object, by its name. */
void notice_add(struct json_object *object, const struct notice *notice,
		int type);

/* Finds the attributes inside of an IGMP_QUERIER_A_SOURCE, by type. */
void notice_parse_source(const struct nlattr *nest,
			 const struct nlattr *attrs[]);

#endif /* QC_NOTICE_H */
