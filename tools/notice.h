/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads the attributes of a notice. A missing or malformed attribute is 0,
 * or "".
 */
#ifndef QC_NOTICE_H
#define QC_NOTICE_H

#include "netlink.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>

enum { ADDRESS_SIZE = INET6_ADDRSTRLEN };

/* The module's enums, with the names that sysfs uses. */
enum notice_enum {
	ENUM_PROTOCOL,
	ENUM_STATE,
	ENUM_REASON,
	ENUM_MODE,
	ENUM_SOURCE_STATE,
	ENUM_LIMIT,
	ENUM_MAX,
};

/**
 * struct source - a source of a group
 * @address: its address
 * @state: "requested" or "excluded"
 * @expires: time until it is no longer requested, in ms
 */
struct source {
	char address[ADDRESS_SIZE];
	const char *state;
	uint64_t expires;
};

uint64_t notice_number(const struct nlattr *attr);
const char *notice_text(const struct nlattr *attr);
const char *notice_word(const struct nlattr *attr, enum notice_enum which);
void notice_address(const struct nlattr *attr, char *text);
void notice_source(const struct nlattr *attr, struct source *source);

bool notice_source_is_excluded(const struct source *source);

/* Writes a time for people, in whole seconds from 1s on. */
void notice_time(uint64_t ms, char *text, size_t size);

#endif /* QC_NOTICE_H */
