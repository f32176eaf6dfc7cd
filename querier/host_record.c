// SPDX-License-Identifier: GPL-2.0
/*
 * What each record says of the host that sends it:
 *
 * IS_IN(A), TO_IN(A)	INCLUDE, A; without sources it wants nothing
 * IS_EX(A), TO_EX(A)	EXCLUDE, A
 * ALLOW(A)		INCLUDE: and A too; EXCLUDE: but not A
 * BLOCK(A)		INCLUDE: but not A; EXCLUDE: and A too
 *
 * Of more sources than it has room for only the number is kept, until a record
 * names them all again: hosts repeat ALLOW and BLOCK, so these cannot be counted.
 */
#include "host_record.h"
#include "host.h"

static int index_of(const struct qr_host *host, const union qr_addr *addr)
{
	int i;

	for (i = 0; i < min_t(int, host->source_count, QR_HOST_SOURCES); i++) {
		if (qr_addr_equal(&host->sources[i], addr))
			return i;
	}
	return -1;
}

static void add_source(struct qr_host *host, const union qr_addr *addr)
{
	if (index_of(host, addr) >= 0 ||
	    host->source_count == QR_HOST_SOURCES_MAX)
		return;
	if (host->source_count < QR_HOST_SOURCES)
		host->sources[host->source_count] = *addr;
	host->source_count++;
}

static void remove_source(struct qr_host *host, const union qr_addr *addr)
{
	int i = index_of(host, addr);

	if (i < 0)
		return;
	host->source_count--;
	host->sources[i] = host->sources[host->source_count];
}

typedef void change_source(struct qr_host *host, const union qr_addr *addr);

static void change_sources(struct qr_host *host, const struct qr_list *list,
			   change_source *change, const struct qr_ctx *ctx)
{
	unsigned int i;

	if (!host->is_listed)
		return;
	for (i = 0; i < list->count; i++) {
		union qr_addr addr = qr_record_source(list,
						      ctx->proto->addr_len, i);

		if (ctx->proto->is_source(&addr))
			change(host, &addr);
	}
	host->is_listed = host->source_count <= QR_HOST_SOURCES;
}

static void replace_sources(struct qr_host *host, const struct qr_list *list,
			    u8 mode, const struct qr_ctx *ctx)
{
	host->mode = mode;
	host->source_count = 0;
	host->is_listed = true;
	change_sources(host, list, add_source, ctx);
}

static void apply(struct qr_host *host, const struct qr_record *record,
		  const struct qr_ctx *ctx)
{
	bool include = host->mode == QR_INCLUDE;

	switch (record->type) {
	case QR_IS_IN:
	case QR_TO_IN:
		replace_sources(host, &record->sources, QR_INCLUDE, ctx);
		break;
	case QR_IS_EX:
	case QR_TO_EX:
		replace_sources(host, &record->sources, QR_EXCLUDE, ctx);
		break;
	case QR_ALLOW:
		change_sources(host, &record->sources,
			       include ? add_source : remove_source, ctx);
		break;
	case QR_BLOCK:
		change_sources(host, &record->sources,
			       include ? remove_source : add_source, ctx);
		break;
	}
}

/* Does a host that was not heard before want something by this? */
static bool joins(const struct qr_record *record)
{
	switch (record->type) {
	case QR_IS_EX:
	case QR_TO_EX:
		return true;
	case QR_BLOCK:
		return false;
	default:
		return record->sources.count;
	}
}

/* @host: filled in. Return: QR_ACCEPTED, or why there is no room. */
static enum qr_verdict add_host(struct qr_group *group,
				const struct qr_msg *msg, struct qr_host **host,
				const struct qr_ctx *ctx)
{
	if (group->hosts >= ctx->params->max_hosts)
		return QR_IGNORED_HOST_LIMIT;
	if (!qr_budget_allows(ctx->budget, QR_HOST_SIZE))
		return QR_IGNORED_MEMORY_LIMIT;
	*host = qr_hosts_add(ctx->hosts, &group->node, msg, ctx);
	if (!*host)
		return QR_IGNORED_MEMORY;
	group->hosts++;
	return QR_ACCEPTED;
}

/*
 * @group: tracked. @record: of a known type, and it counts. Return: QR_ACCEPTED,
 * or why the host cannot be kept; that is no fault of the record.
 */
enum qr_verdict qr_host_record_apply(struct qr_group *group,
				     const struct qr_msg *msg,
				     const struct qr_record *record,
				     const struct qr_ctx *ctx)
{
	struct qr_host_key key = {
		.group = group->node.addr,
		.addr = msg->source,
	};
	enum qr_verdict verdict = QR_ACCEPTED;
	struct qr_host *host;

	memcpy(key.mac, msg->mac, QR_MAC_LEN);
	host = qr_hosts_find(ctx->hosts, &key);
	if (!host && joins(record))
		verdict = add_host(group, msg, &host, ctx);
	if (!host)
		return verdict;

	qr_host_heard(host, ctx->now);
	host->version = msg->version;
	apply(host, record, ctx);
	if (host->mode == QR_INCLUDE && !host->source_count)
		qr_group_remove_host(group, host, ctx);
	else
		qr_group_set_deadline(group, qr_host_expires(host, ctx));
	return QR_ACCEPTED;
}
