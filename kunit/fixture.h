/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests share: packets, protocols, a LAN, and tables of rows.
 */
#ifndef QR_FIXTURE_H
#define QR_FIXTURE_H

#include "lan.h"
#include "packet.h"
#include "protocol.h"

#include <kunit/test.h>

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

#endif /* QR_FIXTURE_H */
