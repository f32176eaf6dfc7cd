/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The long form of "show" for people: everything about a querier, in 100
 * columns.
 */
#ifndef QC_VERBOSE_H
#define QC_VERBOSE_H

#include "record.h"

#include <stdbool.h>

/* @first: no blank line comes before it */
int verbose_print(const struct record *rec, bool first);

#endif /* QC_VERBOSE_H */
