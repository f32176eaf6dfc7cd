// SPDX-License-Identifier: GPL-2.0
/* What happens on a LAN, as text: queries, and what the observer sees. */
#include "lan.h"
#include "record.h"

#include <linux/kernel.h>

/**
 * append() - more text at the end of a string
 * @text: the string
 * @size: of its buffer; what does not fit is dropped
 * @format: as printf()'s
 */
void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vscnprintf(text + used, size - used, format, args);
	va_end(args);
}

/**
 * append_seconds() - a time at the end of a string: "31.25", "0"
 * @text: the string
 * @size: of its buffer
 * @time: the time
 */
void append_seconds(char *text, size_t size, ktime_t time)
{
	u32 ns;
	s64 seconds = div_s64_rem(time, NSEC_PER_SEC, &ns);
	size_t len;

	append(text, size, "%lld.%09u", seconds, ns);
	len = strlen(text);
	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	text[len] = '\0';
}

static void tell_version(const struct lan *lan, char *text, size_t size,
			 const struct qr_query *query)
{
	if (query->version != lan->family->proto->version_max)
		append(text, size, "/v%u", query->version);
}

/* " 31.25", " 31.25/v2": seconds, and the version when it is not the newest. */
static void tell_general(struct lan *lan, const struct qr_query *query)
{
	size_t size = sizeof(lan->text);

	lan->sent++;
	lan->last = *query;
	lan->last_at = lan->now;
	if (strlen(lan->text) >= size - 32)
		return;
	append(lan->text, size, " ");
	append_seconds(lan->text, size, lan->now);
	tell_version(lan, lan->text, size, query);
}

/* ", 0.5 Q(1)", ", 0.5 Q(1;2 3)S": group 1, its sources 2 and 3, S flag */
static void tell_specific(struct lan *lan, const struct qr_query *query)
{
	const struct family *family = lan->family;
	size_t size = sizeof(lan->asked_text);
	char *text = lan->asked_text;
	unsigned int i;

	lan->asked++;
	lan->last_asked = *query;
	lan->last_asked.list.at = NULL;
	append(text, size, ", ");
	append_seconds(text, size, ktime_sub(lan->now, lan->base));
	append(text, size, " Q(%u", number_of(family, &query->group));
	for (i = 0; i < query->list.count; i++) {
		u8 addr_len = family->proto->addr_len;
		union qr_addr addr = qr_record_source(&query->list, addr_len,
						      i);

		append(text, size, "%c%u", i ? ' ' : ';',
		       number_of(family, &addr));
	}
	append(text, size, query->suppress ? ")S" : ")");
	tell_version(lan, text, size, query);
}

/**
 * lan_tell() - note a query that is sent
 * @lan: the LAN
 * @query: the query
 */
void lan_tell(struct lan *lan, const struct qr_query *query)
{
	if (qr_addr_any(&query->group))
		tell_general(lan, query);
	else
		tell_specific(lan, query);
}

static const char change_marks[] = {
	[QR_ADDED] = '+',
	[QR_CHANGED] = '~',
	[QR_REMOVED] = '-',
	[QR_EXPIRED] = '!',
};

/* " +1": group 1 was added */
static void see_group(struct qr_observer *observer,
		      enum qr_member_change change,
		      const struct qr_group *group)
{
	struct lan *lan = container_of(observer, struct lan, observer);

	if (lan->watching)
		append(lan->seen, sizeof(lan->seen), " %c%u",
		       change_marks[change],
		       number_of(lan->family, &group->node.addr));
}

/* " +1/2": source 2 of group 1 was added */
static void see_source(struct qr_observer *observer,
		       enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source)
{
	struct lan *lan = container_of(observer, struct lan, observer);

	if (lan->watching)
		append(lan->seen, sizeof(lan->seen), " %c%u/%u",
		       change_marks[change],
		       number_of(lan->family, &group->node.addr),
		       number_of(lan->family, &source->node.addr));
}

/* " (1)": a record for group 1, " (1?)": one that was refused */
static void see_record(struct qr_observer *observer, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_verdict verdict)
{
	struct lan *lan = container_of(observer, struct lan, observer);

	if (lan->watching)
		append(lan->seen, sizeof(lan->seen), " (%u%s)",
		       number_of(lan->family, &record->group),
		       verdict ? "?" : "");
}

const struct qr_observer_ops lan_observer = {
	.group = see_group,
	.source = see_source,
	.record = see_record,
};

/* A copy of a text without what is between items, and the text is empty. */
static const char *take_text(struct lan *lan, char *text, size_t between)
{
	const char *from = text[0] ? text + between : "";
	char *copy = kunit_kmalloc(lan->test, strlen(from) + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(lan->test, copy);
	memcpy(copy, from, strlen(from) + 1);
	text[0] = '\0';
	return copy;
}

/**
 * lan_queries() - when general queries were sent since the last call
 * @lan: the LAN
 *
 * Return: seconds, as in "0 31.25 156.25/v2".
 */
const char *lan_queries(struct lan *lan)
{
	return take_text(lan, lan->text, strlen(" "));
}

/**
 * lan_asked() - the specific queries that were sent since the last call
 * @lan: the LAN
 *
 * Return: seconds since @lan->base, group, sources, S flag and version, as in
 * "0 Q(1), 1 Q(1;2 3)S, 2 Q(4)/v2".
 */
const char *lan_asked(struct lan *lan)
{
	return take_text(lan, lan->asked_text, strlen(", "));
}

/**
 * lan_seen() - what the observer saw since the last call
 * @lan: the LAN, which is being watched from now on
 *
 * Return: groups and sources that were added (+1, +1/2), changed (~), removed
 * (-) or expired (!), and records (1) or, if refused, (1?).
 */
const char *lan_seen(struct lan *lan)
{
	lan->watching = true;
	return take_text(lan, lan->seen, strlen(" "));
}
