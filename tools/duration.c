// SPDX-License-Identifier: GPL-2.0
#include "duration.h"
#include "compiler.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MS_PER_SECOND	1000
#define MS_PER_MINUTE	(60 * MS_PER_SECOND)
#define MS_PER_HOUR	(60 * MS_PER_MINUTE)
#define MS_PER_DAY	(24 * MS_PER_HOUR)

/* Below this, seconds only: the RFCs give times such as 125s. */
#define PLAIN_SECONDS	(10 * MS_PER_MINUTE)

static const struct unit {
	const char *name;
	unsigned long long ms;
} units[] = {
	{ "h", MS_PER_HOUR },
	{ "m", MS_PER_MINUTE },
	{ "s", MS_PER_SECOND },
	{ "ms", 1 },
};

/* The number is value / scale. */
struct decimal {
	unsigned long long value;
	unsigned long long scale;
};

/* Reads the digits at *@text; false if there are none, or too many. */
static bool take_digits(const char **text, struct decimal *num, bool fraction)
{
	const char *start = *text;

	for (; isdigit((unsigned char)**text); ++*text) {
		unsigned long long digit = **text - '0';

		if (__builtin_mul_overflow(num->value, 10, &num->value) ||
		    __builtin_add_overflow(num->value, digit, &num->value))
			return false;
		if (fraction &&
		    __builtin_mul_overflow(num->scale, 10, &num->scale))
			return false;
	}
	return *text != start;
}

static bool take_decimal(const char **text, struct decimal *num)
{
	*num = (struct decimal){ .value = 0, .scale = 1 };
	if (!take_digits(text, num, false))
		return false;
	if (**text != '.')
		return true;
	++*text;
	return take_digits(text, num, true);
}

static const struct unit *take_unit(const char **text)
{
	size_t len = strspn(*text, "abcdefghijklmnopqrstuvwxyz");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (strlen(units[i].name) == len &&
		    !memcmp(units[i].name, *text, len)) {
			*text += len;
			return &units[i];
		}
	}
	return NULL;
}

/* Adds one number with its unit to @ms; returns an error text or NULL. */
static const char *take_part(const char **text, unsigned long long *ms)
{
	const struct unit *unit;
	struct decimal num;
	unsigned long long part;

	if (!take_decimal(text, &num))
		return "is not a time";
	if (!**text)
		return "has no unit";
	unit = take_unit(text);
	if (!unit)
		return "is not a time in h, m, s or ms";
	if (__builtin_mul_overflow(num.value, unit->ms, &part))
		return "has too many digits";
	if (part % num.scale)
		return "is finer than 1ms";
	if (__builtin_add_overflow(*ms, part / num.scale, ms))
		return "has too many digits";
	return NULL;
}

/* @rest: where @text is @wrong */
static void describe(const char *text, const char *rest, const char *wrong,
		     char *why, size_t size)
{
	/* A number without a unit: suggest both likely units. */
	if (!*rest && strspn(text, "0123456789.") == strlen(text))
		snprintf(why, size, "%s: write %ss or %sms", wrong, text, text);
	else
		snprintf(why, size, "%s", wrong);
}

bool duration_parse(const char *text, unsigned long long *ms, char *why,
		    size_t size)
{
	const char *rest = text;
	const char *wrong;

	*ms = 0;
	do {
		wrong = take_part(&rest, ms);
	} while (!wrong && *rest);
	if (wrong)
		describe(text, rest, wrong, why, size);
	return !wrong;
}

/* Without trailing zeros. */
static void format_seconds(unsigned long long ms, char *text, size_t size)
{
	unsigned int fraction = ms % MS_PER_SECOND;
	int digits = 3;

	if (!fraction) {
		snprintf(text, size, "%llus", ms / MS_PER_SECOND);
		return;
	}
	for (; fraction % 10 == 0; fraction /= 10)
		digits--;
	snprintf(text, size, "%llu.%0*us", ms / MS_PER_SECOND, digits,
		 fraction);
}

/* Appends "8h" or "49m" and subtracts it from @ms. */
static void append_part(unsigned long long *ms, const struct unit *unit,
			char *text, size_t size)
{
	size_t len = strlen(text);

	if (*ms < unit->ms)
		return;
	snprintf(text + len, size - len, "%llu%s", *ms / unit->ms,
		 unit->name);
	*ms %= unit->ms;
}

void duration_format(unsigned long long ms, char *text, size_t size)
{
	size_t len;

	if (ms && ms < MS_PER_SECOND) {
		snprintf(text, size, "%llums", ms);
		return;
	}
	*text = '\0';
	if (ms >= PLAIN_SECONDS) {
		append_part(&ms, &units[0], text, size);
		append_part(&ms, &units[1], text, size);
		if (!ms)
			return;
	}
	len = strlen(text);
	format_seconds(ms, text + len, size - len);
}

void duration_format_age(unsigned long long ms, char *text, size_t size)
{
	duration_format(ms / MS_PER_SECOND * MS_PER_SECOND, text, size);
}

/* Two units where the larger one has a single digit, else one. */
static void format_two(unsigned long long ms, const struct unit *large,
		       const struct unit *small, char *text, size_t size)
{
	unsigned long long more = ms % large->ms / small->ms;
	int len;

	len = snprintf(text, size, "%llu%s", ms / large->ms, large->name);
	if (ms < 10 * large->ms && more)
		snprintf(text + len, size - len, "%llu%s", more, small->name);
}

void duration_format_short(unsigned long long ms, char *text, size_t size)
{
	static const struct unit day = { "d", MS_PER_DAY };

	if (ms < PLAIN_SECONDS)
		snprintf(text, size, "%llus", ms / MS_PER_SECOND);
	else if (ms < MS_PER_HOUR)
		snprintf(text, size, "%llum", ms / MS_PER_MINUTE);
	else if (ms < MS_PER_DAY)
		format_two(ms, &units[0], &units[1], text, size);
	else
		format_two(ms, &day, &units[0], text, size);
}
