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

u32 qr_expcode_decode(enum qr_expcode code, u16 field)
{
	u32 mantissa = (field & (BIT(code) - 1)) | BIT(code);
	unsigned int exponent = (field >> code) & EXP_MAX;

	if (field < linear_limit(code))
		return field;
	return mantissa << (exponent + EXP_BIAS);
}

/*
 * The code for a value, or for the next lower one: a host that answers early
 * does no harm, one that answers late counts as gone. Values too large get the
 * largest code.
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
