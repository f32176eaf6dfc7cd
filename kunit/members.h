/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Members in short notation.
 *
 * Groups and sources are numbers, see address(). A state is
 *
 *	"-"			no such group
 *	"IN{1:270 2:99.5}"	source 1 with 270 s left, source 2 with 99.5 s
 *	"EX{1:270 2:0}@200"	the group timer has 200 s left, source 2 is
 *				excluded
 *
 * and a report is any number of
 *
 *	"TO_IN{1 2 5-9}"	a record for group 1 with these sources
 *	"3/BLOCK{}"		one for group 3
 *
 * or else one of
 *
 *	"v1" "v2" "leave"	an older report, or a leave, for group 1
 *	"3/v2"			for group 3
 */
#ifndef QR_MEMBERS_H
#define QR_MEMBERS_H

#include "fixture.h"

/* Group Membership Interval: 2 x 125 s + 2 x 10 s (RFC 9776 8.4). */
#define GMI		270

/* Late enough for members to have reached any state. */
#define THEN		SEC(300)

/* The host that reports. */
#define HOST		V4(10, 0, 0, 77)

enum qr_verdict hear(struct lan *lan, ktime_t at, const char *report);
enum qr_verdict hear_bytes(struct lan *lan, ktime_t at, u16 count,
			   const u8 *bytes, size_t len);
void make_state(struct lan *lan, ktime_t at, const char *state);
const char *state_of(struct lan *lan, unsigned int group);
struct qr_msg specific_query(struct lan *lan, u8 version, union qr_addr from);

/**
 * struct script - what happens to group 1, as the Querier sees it
 * @desc: in a few words
 * @start: its state at 0
 * @heard: reports, and when
 * @until: how long it goes on
 * @after: its state then
 * @queries: what was asked meanwhile, see lan_asked()
 */
struct script {
	const char *desc;
	const char *start;
	struct {
		ktime_t at;
		const char *report;
	} heard[6];
	ktime_t until;
	const char *after;
	const char *queries;
};

/* ROWS() for an array of scripts: name_gen_params() of name_rows. */
#define SCRIPTS(name)							\
	static void name##_desc(const struct script *row, char *desc)	\
	{								\
		strscpy(desc, row->desc, KUNIT_PARAM_DESC_SIZE);	\
	}								\
	KUNIT_ARRAY_PARAM(name, name##_rows, name##_desc)

void play(struct lan *lan, const struct script *script);
void play_on(struct lan *lan, const struct script *script);

void expect_asked_once(struct lan *lan);
void expect_igmpv1_silent(struct lan *lan);
void expect_non_querier(struct lan *lan, const char *start,
			void (*prepare)(struct lan *lan), const char *report,
			const char *after);

#define EXPECT_STATE(lan, expected)					\
	KUNIT_EXPECT_STREQ((lan)->test, state_of(lan, 1), expected)

#endif /* QR_MEMBERS_H */
