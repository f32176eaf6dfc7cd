// SPDX-License-Identifier: GPL-2.0
#include "value.h"
#include "compiler.h"
#include "duration.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS_PER_SECOND	1000

static const char automatic[] = "auto";

/* How values of one kind are read, printed and described. */
struct converter {
	bool (*parse)(const struct key *key, const struct family *family,
		      const char *text, char *raw, char *words);
	const char *(*format)(const char *raw, char *text);
	struct json_object *(*json)(const char *raw);
	void (*allowed)(const struct key *key, const struct family *family,
			char *words);
};

static bool take_number(const char *text, unsigned long long *number)
{
	if (!*text || strspn(text, "0123456789") != strlen(text))
		return false;
	errno = 0;
	*number = strtoull(text, NULL, 10);
	return !errno;
}

static void write_number(const struct key *key, unsigned long long number,
			 char *text)
{
	if (key->kind == KIND_TIME)
		duration_format(number, text, VALUE_SIZE);
	else
		snprintf(text, VALUE_SIZE, "%llu", number);
}

static bool in_range(const struct key *key, const struct family *family,
		     unsigned long long number, char *words)
{
	unsigned long long max = key_max(key, family);
	bool below = number < key->min;
	char limit[VALUE_SIZE];

	if (!below && number <= max)
		return true;
	write_number(key, below ? key->min : max, limit);
	snprintf(words, WORDS_SIZE, "is %s %s", below ? "below" : "above",
		 limit);
	return false;
}

static bool parse_count(const char *text, unsigned long long *number,
			char *words)
{
	if (take_number(text, number))
		return true;
	snprintf(words, WORDS_SIZE, "is not a whole number");
	return false;
}

static bool parse_number(const struct key *key, const struct family *family,
			 const char *text, char *raw, char *words)
{
	unsigned long long number = 0;
	bool is_auto = !strcmp(text, automatic) || !strcmp(text, "0");

	if (!(key_has_auto(key) && is_auto)) {
		bool good = key->kind == KIND_TIME ?
			duration_parse(text, &number, words, WORDS_SIZE) :
			parse_count(text, &number, words);

		if (!good || !in_range(key, family, number, words))
			return false;
	}
	snprintf(raw, VALUE_SIZE, "%llu", number);
	return true;
}

static const char *format_time(const char *raw, char *text)
{
	unsigned long long ms;

	/* A newer module may have words, such as "none", for a number. */
	if (!take_number(raw, &ms))
		return raw;
	duration_format(ms, text, VALUE_SIZE);
	return text;
}

static const char *format_age(const char *raw, char *text)
{
	unsigned long long ms;

	if (!take_number(raw, &ms) || ms < MS_PER_SECOND)
		return format_time(raw, text);
	duration_format(ms - ms % MS_PER_SECOND, text, VALUE_SIZE);
	return text;
}

static struct json_object *number_json(const char *raw)
{
	unsigned long long number;

	return take_number(raw, &number) ? json_new_number(number) : NULL;
}

static void allow_range(const struct key *key, const struct family *family,
			char *words)
{
	char min[VALUE_SIZE], max[VALUE_SIZE];

	write_number(key, key->min, min);
	write_number(key, key_max(key, family), max);
	snprintf(words, WORDS_SIZE, "%s to %s%s", min, max,
		 key_has_auto(key) ? ", or auto" : "");
}

static bool parse_bool(const struct key *key, const struct family *family,
		       const char *text, char *raw, char *words)
{
	static const char *const spellings[][2] = {
		{ "off", "on" },
		{ "0", "1" },
		{ "no", "yes" },
		{ "false", "true" },
	};
	size_t i;

	(void)key;
	(void)family;
	for (i = 0; i < 2 * ARRAY_SIZE(spellings); i++) {
		if (!strcmp(text, spellings[i / 2][i % 2])) {
			snprintf(raw, VALUE_SIZE, "%zu", i % 2);
			return true;
		}
	}
	snprintf(words, WORDS_SIZE, "is neither on nor off");
	return false;
}

static const char *format_bool(const char *raw, char *text)
{
	(void)text;
	if (!strcmp(raw, "0"))
		return "off";
	return strcmp(raw, "1") ? raw : "on";
}

static struct json_object *bool_json(const char *raw)
{
	return *raw ? json_new_bool(strcmp(raw, "0")) : NULL;
}

static void allow_bool(const struct key *key, const struct family *family,
		       char *words)
{
	(void)key;
	(void)family;
	snprintf(words, WORDS_SIZE, "on or off");
}

static bool parse_switch(const struct key *key, const struct family *family,
			 const char *text, char *raw, char *words)
{
	if (!strcmp(text, automatic)) {
		snprintf(raw, VALUE_SIZE, "%s", automatic);
		return true;
	}
	if (parse_bool(key, family, text, raw, words))
		return true;
	snprintf(words, WORDS_SIZE, "is neither on nor off nor auto");
	return false;
}

static void allow_switch(const struct key *key, const struct family *family,
			 char *words)
{
	(void)key;
	(void)family;
	snprintf(words, WORDS_SIZE, "on, off or auto");
}

static bool parse_choice(const struct key *key, const struct family *family,
			 const char *text, char *raw, char *words)
{
	const struct choice *choice;

	for (choice = key->choices; choice->word; choice++) {
		if (key_choice_is_for(choice, family) &&
		    !strcmp(text, choice->word)) {
			snprintf(raw, VALUE_SIZE, "%s", text);
			return true;
		}
	}
	snprintf(words, WORDS_SIZE, "is unknown");
	return false;
}

static const char *format_text(const char *raw, char *text)
{
	(void)text;
	return raw;
}

static struct json_object *text_json(const char *raw)
{
	return json_new_text(*raw ? raw : NULL);
}

static void allow_choices(const struct key *key, const struct family *family,
			  char *words)
{
	const struct choice *choice;
	int len = 0;

	for (choice = key->choices; choice->word && len < WORDS_SIZE; choice++) {
		const char *glue = choice[1].word ? ", " : " or ";

		if (key_choice_is_for(choice, family))
			len += snprintf(words + len, WORDS_SIZE - len, "%s%s",
					len ? glue : "", choice->word);
	}
}

/* Can a host have it on a LAN? The first byte of an IPv4 address tells most. */
static bool is_good_address(const struct family *family, const void *address)
{
	in_addr_t ipv4;

	if (family->link_local)
		return IN6_IS_ADDR_LINKLOCAL(address);
	ipv4 = ntohl(((const struct in_addr *)address)->s_addr);
	return ipv4 != INADDR_ANY && ipv4 != INADDR_BROADCAST &&
	       !IN_MULTICAST(ipv4) && ipv4 >> 24 != IN_LOOPBACKNET;
}

static bool parse_address(const struct key *key, const struct family *family,
			  const char *text, char *raw, char *words)
{
	struct in6_addr address;

	(void)key;
	if (!strcmp(text, automatic)) {
		snprintf(raw, VALUE_SIZE, "%s", automatic);
		return true;
	}
	if (inet_pton(family->af, text, &address) == 1 &&
	    is_good_address(family, &address) &&
	    inet_ntop(family->af, &address, raw, VALUE_SIZE))
		return true;
	snprintf(words, WORDS_SIZE, "is not an %s of a host",
		 family->addresses);
	return false;
}

static void allow_address(const struct key *key, const struct family *family,
			  char *words)
{
	(void)key;
	snprintf(words, WORDS_SIZE, "auto, or an %s", family->addresses);
}

static const struct converter converters[] = {
	[KIND_TIME] = { parse_number, format_time, number_json, allow_range },
	[KIND_AGE] = { NULL, format_age, number_json, NULL },
	[KIND_COUNT] = { parse_number, format_text, number_json, allow_range },
	[KIND_BOOL] = { parse_bool, format_bool, bool_json, allow_bool },
	[KIND_SWITCH] = { parse_switch, format_bool, text_json, allow_switch },
	[KIND_CHOICE] = { parse_choice, format_text, text_json, allow_choices },
	[KIND_ADDRESS] = {
		parse_address, format_text, text_json, allow_address
	},
	[KIND_TEXT] = { NULL, format_text, text_json, NULL },
};

bool value_parse(const struct key *key, const struct family *family,
		 const char *text, char *raw, char *words)
{
	return converters[key->kind].parse(key, family, text, raw, words);
}

const char *value_format(enum kind kind, const char *raw, char *text)
{
	return converters[kind].format(raw, text);
}

struct json_object *value_json(enum kind kind, const char *raw)
{
	return converters[kind].json(raw);
}

bool value_is_auto(const struct key *key, const char *raw)
{
	if (key->kind == KIND_ADDRESS)
		return !strcmp(raw, automatic);
	return key_has_auto(key) && !strcmp(raw, "0");
}

void value_allowed(const struct key *key, const struct family *family,
		   char *words)
{
	*words = '\0';
	if (!key->read_only)
		converters[key->kind].allowed(key, family, words);
}
