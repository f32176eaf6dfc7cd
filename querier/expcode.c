// SPDX-License-Identifier: GPL-2.0
/*
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |1| exp | mant  |    value = (mant | 0x10) << (exp + 3)
 * +-+-+-+-+-+-+-+-+
 *
 * and the same with 12 bits of mantissa in MLDv2's Maximum Response Code.
 * A field whose first bit is clear is the value itself.
 */
#include "expcode.h"

#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/minmax.h>

#define EXP_BITS	3
#define EXP_MAX		(BIT(EXP_BITS) - 1)
#define EXP_BIAS	3

static u32 linear_limit(enum qr_expcode code)
{
	return BIT(code + EXP_BITS);
}

static u32 largest(enum qr_expcode code)
{
	return (BIT(code + 1) - 1) << (EXP_MAX + EXP_BIAS);
}

/**
 * qr_expcode_decode() - the value that a received code stands for
 * @code: which of the two codes
 * @field: the field as received, in host order
 *
 * Return: the value.
 */
u32 qr_expcode_decode(enum qr_expcode code, u16 field)
{
	u32 mantissa = (field & (BIT(code) - 1)) | BIT(code);
	unsigned int exponent = (field >> code) & EXP_MAX;

	if (field < linear_limit(code))
		return field;
	return mantissa << (exponent + EXP_BIAS);
}

/**
 * qr_expcode_encode() - the code for a value, or for the next lower one
 * @code: which of the two codes
 * @value: the value; above the largest that fits, that one is taken
 *
 * Lower, because a host that answers early harms nobody and one that answers
 * late is taken for gone.
 *
 * Return: the code.
 */
u16 qr_expcode_encode(enum qr_expcode code, u32 value)
{
	unsigned int shift, exponent, mantissa;

	if (value < linear_limit(code))
		return value;

	value = min(value, largest(code));
	shift = fls(value) - 1 - code;
	exponent = shift - EXP_BIAS;
	mantissa = (value >> shift) & (BIT(code) - 1);
	return linear_limit(code) | exponent << code | mantissa;
}
