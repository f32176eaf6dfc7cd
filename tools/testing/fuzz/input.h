/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading an input: once it is at its end, all that is read is zero.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <linux/minmax.h>
#include <linux/types.h>

struct input {
	const u8 *at;
	size_t len;
};

static inline u8 take(struct input *in)
{
	if (!in->len)
		return 0;
	in->len--;
	return *in->at++;
}

static inline u16 take16(struct input *in)
{
	u16 high = take(in);

	return high << 8 | take(in);
}

/* Bytes of the input; fewer than wanted at its end. */
static inline const u8 *take_some(struct input *in, size_t *len)
{
	const u8 *at = in->at;

	*len = min(*len, in->len);
	in->at += *len;
	in->len -= *len;
	return at;
}

#endif /* FUZZ_INPUT_H */
