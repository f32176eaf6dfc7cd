/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests share: literals, packets in hex, tables of rows, and a LAN
 * with one engine on it and a clock that only the test moves.
 */
#ifndef QR_FIXTURE_H
#define QR_FIXTURE_H

#include "engine_input.h"
#include "wire.h"

#include <kunit/test.h>

/* Times: SEC(31.25), MSEC(100). */
#define SEC(seconds)	((ktime_t)((seconds) * 1000000000.0))
#define MSEC(ms)	((ktime_t)(ms) * 1000000)

/*
 * Addresses: V4(10, 0, 0, 1), and the one that is none. By way of v6, which
 * fills the union, so that no octet is left undefined.
 */
#define V4(a, b, c, d)							\
	((union qr_addr) { .v6.s6_addr = { (a), (b), (c), (d) } })
#define NOBODY		V4(0, 0, 0, 0)

/* V6(0xff02, 0, 0, 0, 0, 0, 0, 1), and fe80::n. */
#define V6(a, b, c, d, e, f, g, h)					\
	((union qr_addr) { .v6.s6_addr16 = {				\
		cpu_to_be16(a), cpu_to_be16(b), cpu_to_be16(c),		\
		cpu_to_be16(d), cpu_to_be16(e), cpu_to_be16(f),		\
		cpu_to_be16(g), cpu_to_be16(h) } })
#define LL(n)		V6(0xfe80, 0, 0, 0, 0, 0, 0, (n))

/*
 * name_gen_params() for KUNIT_CASE_PARAM(): a case for each struct name_row of
 * name_rows, under the row's desc.
 */
#define ROWS(name)							\
	static void name##_desc(const struct name##_row *row, char *desc) \
	{								\
		strscpy(desc, row->desc, KUNIT_PARAM_DESC_SIZE);	\
	}								\
	KUNIT_ARRAY_PARAM(name, name##_rows, name##_desc)

/**
 * struct packet - some octets, in a buffer of exactly their size
 * @len: how many
 * @data: the octets; KASAN watches over both ends
 */
struct packet {
	size_t len;
	u8 *data;
};

struct packet packet_from_hex(struct kunit *test, const char *hex1,
			      const char *hex2);

/* What every parser is held to. */
enum qr_stat parse(struct kunit *test, const struct qr_proto *proto,
		   const char *hex1, const char *hex2, struct qr_msg *msg);
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

/* What every builder is held to. */
struct packet build(struct kunit *test, const struct qr_proto *proto,
		    const struct qr_query *query);
void expect_built(struct kunit *test, const struct qr_proto *proto,
		  const struct qr_query *query, struct packet expected);

/* A General Query as it is with the RFC's defaults, heard on the subnet. */
struct qr_msg general_query(u8 version, union qr_addr source);

/**
 * struct family - a protocol, and addresses to test it with
 * @proto: the protocol
 * @own: the link's own address
 * @lower: another host's that wins elections against it
 * @higher: another host's that loses them
 * @group: what groups are counted from, see address()
 * @source: what sources are counted from
 */
struct family {
	const struct qr_proto *proto;
	union qr_addr own;
	union qr_addr lower;
	union qr_addr higher;
	union qr_addr group;
	union qr_addr source;
};

/* What is the same in all protocols is tested with each. */
extern const struct family families[];
extern const size_t family_count;

#define for_each_family(family)						\
	for (family = families; family < families + family_count; family++)

/* The number that stands in its last two octets, and the other way round. */
union qr_addr address(const struct family *family, union qr_addr base,
		      unsigned int number);
unsigned int number_of(const struct family *family, const union qr_addr *addr);

/**
 * struct lan - a LAN with one engine on it
 * @test: the test that it serves
 * @family: the protocol
 * @engine: the engine
 * @observer: told of members
 * @end: frees them
 * @mtu: no query is longer
 * @now: the time since the test began
 * @lateness: by how much the timer is late, each time
 * @sent: general queries sent so far
 * @last: the last of them
 * @last_at: when it was sent
 * @text: the ones that lan_queries() has not told yet
 * @asked: specific queries sent so far
 * @last_asked: the last of them, its list of sources gone
 * @base: what their times are counted from in @asked_text
 * @asked_text: the ones that lan_asked() has not told yet
 * @watching: @seen is kept
 * @seen: what the observer was told since lan_seen()
 * @calls: how often the timer fired at once again, the last time
 *
 * All times are counted from the beginning of the test. The engine's own clock
 * stands at LAN_EPOCH then.
 */
struct lan {
	struct kunit *test;
	const struct family *family;
	struct qr_engine engine;
	struct qr_observer observer;
	struct kunit_resource end;
	u32 mtu;
	ktime_t now;
	ktime_t lateness;
	unsigned int sent;
	struct qr_query last;
	ktime_t last_at;
	char text[256];
	unsigned int asked;
	struct qr_query last_asked;
	ktime_t base;
	char asked_text[512];
	bool watching;
	char seen[512];
	unsigned int calls;
};

#define LAN_EPOCH	SEC(5000)

/* The link's own address in all tests, unless they change it. */
#define OWN		V4(10, 0, 0, 5)
#define LOWER		V4(10, 0, 0, 1)
#define LOWER_TOO	V4(10, 0, 0, 2)
#define HIGHER		V4(10, 0, 0, 9)

/* More text at the end of a string; what does not fit is dropped. */
__printf(3, 4)
void append(char *text, size_t size, const char *format, ...);
void append_seconds(char *text, size_t size, ktime_t time);

struct lan *lan_new(struct kunit *test);
struct lan *lan_new_of(struct kunit *test, const struct family *family);
struct lan *lan_up(struct kunit *test);
struct lan *lan_up_of(struct kunit *test, const struct family *family);
void lan_start(struct lan *lan);

void lan_run(struct lan *lan, ktime_t until);
enum qr_stat lan_hear(struct lan *lan, ktime_t at, struct qr_msg msg);
void lan_set(struct lan *lan, enum qr_param_id id, u32 value);
void lan_set_mode(struct lan *lan, enum qr_mode mode);
void lan_set_mtu(struct lan *lan, u32 mtu);
void lan_forget_members(struct lan *lan);
void lan_set_source(struct lan *lan, union qr_addr source);
void lan_query_now(struct lan *lan);

const char *lan_queries(struct lan *lan);
const char *lan_asked(struct lan *lan);
const char *lan_seen(struct lan *lan);
struct qr_status lan_status(const struct lan *lan);
u64 lan_count(const struct lan *lan, enum qr_stat stat);

#define EXPECT_ADDR(test, addr, expected)				\
	KUNIT_EXPECT_EQ(test, be32_to_cpu((addr).v4),			\
			be32_to_cpu((expected).v4))

/* Addresses of either family; a failure shows the octets. */
#define EXPECT_ADDR6(test, addr, expected) do {				\
	union qr_addr _got = (addr), _wanted = (expected);		\
									\
	KUNIT_EXPECT_TRUE_MSG(test, qr_addr_equal(&_got, &_wanted),	\
			      "expected %pI6c, got %pI6c",		\
			      &_wanted.v6, &_got.v6);			\
} while (0)

#endif /* QR_FIXTURE_H */
