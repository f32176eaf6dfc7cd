/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets in hex, and checks that every parser and every builder must pass.
 */
#ifndef QR_PACKET_H
#define QR_PACKET_H

#include "protocol.h"
#include "wire.h"

#include <kunit/test.h>

/**
 * struct packet - bytes in a buffer of exactly their size
 * @len: how many
 * @data: the bytes; KASAN guards both ends
 */
struct packet {
	size_t len;
	u8 *data;
};

struct packet packet_from_hex(struct kunit *test, const char *hex1,
			      const char *hex2);

const u8 *packet_source(struct packet packet);
const struct family *family_of(struct packet packet);

/**
 * struct refusal_row - a packet, and why it is no message
 * @desc: the fault
 * @verdict: the reason to ignore it
 * @ip: the network header
 * @message: the rest
 */
struct refusal_row {
	const char *desc;
	enum qr_verdict verdict;
	const char *ip, *message;
};

enum qr_verdict parse(const struct qr_proto *proto, struct packet packet,
		      struct qr_msg *msg);

/* Checks for parsers. */
void expect_refusal(struct kunit *test, const struct qr_proto *proto,
		    const struct refusal_row *row);
void expect_cut_off(struct kunit *test, const struct qr_proto *proto,
		    struct packet whole);
void expect_checksum(struct kunit *test, const struct qr_proto *proto,
		     struct packet packet, size_t from, size_t to);
void expect_listed(struct kunit *test, const struct qr_list *list,
		   struct packet expected);

#define NOISE_MAX	256
u32 noise(u32 *state);
void expect_survival(struct kunit *test, const struct qr_proto *proto,
		     struct packet header,
		     size_t (*make_noise)(u8 *packet, u32 *state));

/* Checks for builders. */
struct packet build(struct kunit *test, const struct qr_proto *proto,
		    const struct qr_query *query);
void expect_built(struct kunit *test, const struct qr_proto *proto,
		  const struct qr_query *query, struct packet expected);

#endif /* QR_PACKET_H */
