/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A LAN with one engine on it, and a clock that only the test moves.
 */
#ifndef QR_LAN_H
#define QR_LAN_H

#include "engine_input.h"
#include "protocol.h"

#include <kunit/test.h>

/* Times: SEC(31.25), MSEC(100). */
#define SEC(seconds)	((ktime_t)((seconds) * 1000000000.0))
#define MSEC(ms)	((ktime_t)(ms) * 1000000)

/**
 * struct lan - a LAN with one engine on it
 * @test: the test that it serves
 * @family: the protocol
 * @params: the engine's
 * @engine: the engine
 * @pool: what its members take their memory from: as much as they like, first
 * @observer: sees changes of members
 * @end: frees them
 * @sender: the host that reports in hear(): so many behind HOST
 * @sender_mac: the last byte of its MAC
 * @mtu: what the buffer of a query is sized by
 * @longest: no query is longer
 * @now: the time since the test began
 * @lateness: by how much the timer is late, each time
 * @sent: general queries sent so far
 * @last: the last of them
 * @last_at: when it was sent
 * @text: the ones that lan_queries() has not returned yet
 * @asked: specific queries sent so far
 * @last_asked: the last of them, its list of sources gone
 * @base: what their times are counted from in @asked_text
 * @asked_text: the ones that lan_asked() has not returned yet
 * @watching: @seen is kept
 * @seen: what the observer saw since lan_seen()
 * @calls: how often the timer fired at once again, the last time
 *
 * All times are counted from the beginning of the test. The engine's own clock
 * stands at LAN_EPOCH then.
 */
struct lan {
	struct kunit *test;
	const struct family *family;
	struct qr_params params;
	struct qr_engine engine;
	struct qr_pool pool;
	struct qr_observer observer;
	struct kunit_resource end;
	u8 sender;
	u8 sender_mac;
	u32 mtu;
	u32 longest;
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

struct lan *lan_new(struct kunit *test);
struct lan *lan_new_of(struct kunit *test, const struct family *family);
struct lan *lan_up(struct kunit *test);
struct lan *lan_up_of(struct kunit *test, const struct family *family);
void lan_start(struct lan *lan);
void lan_stop(struct lan *lan);

void lan_fire(struct lan *lan);
void lan_run(struct lan *lan, ktime_t until);
enum qr_verdict lan_hear(struct lan *lan, ktime_t at, struct qr_msg msg);
void lan_set(struct lan *lan, enum qr_param_id id, u32 value);
void lan_set_mode(struct lan *lan, enum qr_mode mode);
void lan_set_mtu(struct lan *lan, u32 mtu);
void lan_forget_members(struct lan *lan);
void lan_detach_members(struct lan *lan, struct qr_membership *old);
size_t lan_memory(const struct lan *lan);
void lan_set_source(struct lan *lan, union qr_addr source);
void lan_query_now(struct lan *lan);

struct qr_status lan_status(const struct lan *lan);
u64 lan_count(const struct lan *lan, enum qr_stat stat);
u64 lan_ignored(const struct lan *lan, enum qr_verdict verdict);

/* lan_text.c */
__printf(3, 4)
void append(char *text, size_t size, const char *format, ...);
void append_seconds(char *text, size_t size, ktime_t time);

void lan_tell(struct lan *lan, const struct qr_query *query);
extern const struct qr_observer_ops lan_observer;

const char *lan_queries(struct lan *lan);
const char *lan_asked(struct lan *lan);
const char *lan_seen(struct lan *lan);

#endif /* QR_LAN_H */
