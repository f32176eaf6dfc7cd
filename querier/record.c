// SPDX-License-Identifier: GPL-2.0
#include "record.h"

/*
 * Record Type, Aux Data Len, Number of Sources, then the group, the sources
 * and the auxiliary data.
 */
#define TYPE		0
#define AUX_WORDS	1
#define SOURCE_COUNT	2
#define GROUP		4
#define AUX_WORD_LEN	4

/* Type, Code, Checksum, Reserved, Number of Records, then the records. */
#define RECORD_COUNT	6
#define RECORDS		8

static u16 read_count(const u8 *at)
{
	return at[0] << 8 | at[1];
}

/* The unchecked list of records of a report of at least 8 bytes. */
struct qr_list qr_record_list(const u8 *report, size_t len)
{
	return (struct qr_list) {
		.at = report + RECORDS,
		.len = len - RECORDS,
		.count = read_count(report + RECORD_COUNT),
	};
}

/*
 * Take the next record off a list that has one. Auxiliary data is skipped (RFC
 * 9776 4.2.11). Return: QR_ACCEPTED; QR_IGNORED_LENGTH if the record is cut
 * off; QR_IGNORED_GROUP if its group is not multicast: then the rest cannot be
 * believed either.
 */
enum qr_verdict qr_record_next(struct qr_list *records,
			       const struct qr_proto *proto,
			       struct qr_record *record)
{
	u8 addr_len = proto->addr_len;
	size_t header = GROUP + addr_len;
	const u8 *at = records->at;
	size_t sources, total;

	if (records->len < header)
		return QR_IGNORED_LENGTH;

	record->type = at[TYPE];
	record->group = qr_addr_read(at + GROUP, addr_len);
	record->sources.at = at + header;
	record->sources.count = read_count(at + SOURCE_COUNT);

	sources = (size_t)record->sources.count * addr_len;
	total = header + sources + at[AUX_WORDS] * AUX_WORD_LEN;
	if (records->len < total)
		return QR_IGNORED_LENGTH;
	if (!proto->is_multicast(&record->group))
		return QR_IGNORED_GROUP;

	record->sources.len = sources;
	records->at += total;
	records->len -= total;
	records->count--;
	return QR_ACCEPTED;
}

/*
 * Does a host want less of the group than before? Not TO_EX: its sender wants
 * the group as a whole.
 */
bool qr_record_is_leave(const struct qr_record *record)
{
	return record->type == QR_TO_IN || record->type == QR_BLOCK;
}

/* May a record be about its group? */
enum qr_verdict qr_record_admit(const struct qr_record *record,
				const struct qr_msg *msg,
				const struct qr_proto *proto)
{
	bool any_source = record->type == QR_IS_EX ||
			  record->type == QR_TO_EX ||
			  msg->version < proto->version_max;

	if (!record->type || record->type >= QR_RECORD_TYPES)
		return QR_IGNORED_RECORD_TYPE;
	if (!proto->holds_state(&record->group))
		return QR_IGNORED_GROUP;
	/* RFC 4604 2.2.2, 2.2.3 */
	if (any_source && proto->is_ssm(&record->group))
		return QR_IGNORED_SSM;
	return QR_ACCEPTED;
}
