// SPDX-License-Identifier: GPL-2.0
/*
 * The expected values are calculated as the RFCs put it (RFC 9776 4.1.1, 4.1.7,
 * RFC 9777 5.1.3): in decimal, with division and repeated doubling, and by hand
 * in the rows.
 */
#include "expcode.h"
#include "fixture.h"

/* "If Max Resp Code < 128, Max Resp Time = Max Resp Code." */
static u32 rfc_value_8(u32 code)
{
	u32 exp = (code - 128) / 16;
	u32 value = 16 + code % 16;

	if (code < 128)
		return code;
	for (exp += 3; exp; exp--)
		value *= 2;
	return value;
}

/* "If Maximum Response Code < 32768, Maximum Response Delay = ..." */
static u32 rfc_value_16(u32 code)
{
	u32 exp = (code - 32768) / 4096;
	u32 value = 4096 + code % 4096;

	if (code < 32768)
		return code;
	for (exp += 3; exp; exp--)
		value *= 2;
	return value;
}

static void decode_all_8_bit_codes(struct kunit *test)
{
	u32 code;

	for (code = 0; code < 256; code++)
		KUNIT_ASSERT_EQ(test, qr_expcode_decode(QR_EXPCODE_8, code),
				rfc_value_8(code));
}

static void decode_all_16_bit_codes(struct kunit *test)
{
	u32 code;

	for (code = 0; code < 65536; code++)
		KUNIT_ASSERT_EQ(test, qr_expcode_decode(QR_EXPCODE_16, code),
				rfc_value_16(code));
}

/* No two codes stand for the same value, so there is one right answer. */
static void encode_each_8_bit_value(struct kunit *test)
{
	u32 code;

	for (code = 0; code < 256; code++)
		KUNIT_ASSERT_EQ(test, qr_expcode_encode(QR_EXPCODE_8,
							rfc_value_8(code)),
				code);
}

static void encode_each_16_bit_value(struct kunit *test)
{
	u32 code;

	for (code = 0; code < 65536; code++)
		KUNIT_ASSERT_EQ(test, qr_expcode_encode(QR_EXPCODE_16,
							rfc_value_16(code)),
				code);
}

/* A value between two codes is sent as the lower one. */
static void encode_all_8_bit_values_between(struct kunit *test)
{
	u32 code = 0, value;

	for (value = 0; value < 31744; value++) {
		if (value == rfc_value_8(code + 1))
			code++;
		KUNIT_ASSERT_EQ(test, qr_expcode_encode(QR_EXPCODE_8, value),
				code);
	}
}

/* Of the larger gaps, only the last value. */
static void encode_16_bit_values_just_below(struct kunit *test)
{
	u32 code;

	for (code = 1; code < 65536; code++)
		KUNIT_ASSERT_EQ(test, qr_expcode_encode(QR_EXPCODE_16,
							rfc_value_16(code) - 1),
				code - 1);
}

static const struct encode_row {
	const char *desc;
	enum qr_expcode code;
	u32 value;
	u16 field;
} encode_rows[] = {
	{ "8 bits: 0", QR_EXPCODE_8, 0, 0 },
	{ "8 bits: 127, the largest linear one", QR_EXPCODE_8, 127, 127 },
	{ "8 bits: 128 is 16 << 3", QR_EXPCODE_8, 128, 0x80 },
	{ "8 bits: 129, next lower", QR_EXPCODE_8, 129, 0x80 },
	{ "8 bits: 135, next lower", QR_EXPCODE_8, 135, 0x80 },
	{ "8 bits: 136 is 17 << 3", QR_EXPCODE_8, 136, 0x81 },
	{ "8 bits: 248 is 31 << 3", QR_EXPCODE_8, 248, 0x8f },
	{ "8 bits: 255, next lower", QR_EXPCODE_8, 255, 0x8f },
	{ "8 bits: 256 is 16 << 4", QR_EXPCODE_8, 256, 0x90 },
	{ "8 bits: 1000, next lower is 31 << 5", QR_EXPCODE_8, 1000, 0xaf },
	{ "8 bits: 31743, next lower is 30 << 10", QR_EXPCODE_8, 31743, 0xfe },
	{ "8 bits: 31744 is 31 << 10", QR_EXPCODE_8, 31744, 0xff },
	{ "8 bits: 31745, too large", QR_EXPCODE_8, 31745, 0xff },
	{ "8 bits: 32768, too large", QR_EXPCODE_8, 32768, 0xff },
	{ "8 bits: 2^32 - 1, too large", QR_EXPCODE_8, U32_MAX, 0xff },
	{ "16 bits: 0", QR_EXPCODE_16, 0, 0 },
	{ "16 bits: 128 is linear", QR_EXPCODE_16, 128, 128 },
	{ "16 bits: 32767 is linear", QR_EXPCODE_16, 32767, 0x7fff },
	{ "16 bits: 32768 is 4096 << 3", QR_EXPCODE_16, 32768, 0x8000 },
	{ "16 bits: 32775, next lower", QR_EXPCODE_16, 32775, 0x8000 },
	{ "16 bits: 32776 is 4097 << 3", QR_EXPCODE_16, 32776, 0x8001 },
	{ "16 bits: 65535, next lower", QR_EXPCODE_16, 65535, 0x8fff },
	{ "16 bits: 65536 is 4096 << 4", QR_EXPCODE_16, 65536, 0x9000 },
	{ "16 bits: 8387583, next lower", QR_EXPCODE_16, 8387583, 0xfffe },
	{ "16 bits: 8387584 is 8191 << 10", QR_EXPCODE_16, 8387584, 0xffff },
	{ "16 bits: 8388608, too large", QR_EXPCODE_16, 8388608, 0xffff },
	{ "16 bits: 2^32 - 1, too large", QR_EXPCODE_16, U32_MAX, 0xffff },
};

ROWS(encode);

static void encode_at_the_boundaries(struct kunit *test)
{
	const struct encode_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, qr_expcode_encode(row->code, row->value),
			row->field);
}

static struct kunit_case expcode_cases[] = {
	KUNIT_CASE(decode_all_8_bit_codes),
	KUNIT_CASE(decode_all_16_bit_codes),
	KUNIT_CASE(encode_each_8_bit_value),
	KUNIT_CASE(encode_each_16_bit_value),
	KUNIT_CASE(encode_all_8_bit_values_between),
	KUNIT_CASE(encode_16_bit_values_just_below),
	KUNIT_CASE_PARAM(encode_at_the_boundaries, encode_gen_params),
	{}
};

static struct kunit_suite expcode_suite = {
	.name = "qr_expcode",
	.test_cases = expcode_cases,
};

kunit_test_suite(expcode_suite);
