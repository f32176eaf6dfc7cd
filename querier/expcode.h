/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The floating point codes of queries: Max Resp Code and QQIC.
 *
 * The kernel's own helpers are no help: what mldv2_mrc() does depends on the
 * kernel's version, and IGMPV3_MRC() is gone from the newer ones.
 */
#ifndef QR_EXPCODE_H
#define QR_EXPCODE_H

#include <linux/types.h>

/**
 * enum qr_expcode - the two codes, by the number of bits in their mantissa
 * @QR_EXPCODE_8: RFC 9776 4.1.1 and 4.1.7, RFC 9777 5.1.9: linear below 128
 * @QR_EXPCODE_16: RFC 9777 5.1.3: linear below 32768
 */
enum qr_expcode {
	QR_EXPCODE_8 = 4,
	QR_EXPCODE_16 = 12,
};

u32 qr_expcode_decode(enum qr_expcode code, u16 field);
u16 qr_expcode_encode(enum qr_expcode code, u32 value);

#endif /* QR_EXPCODE_H */
