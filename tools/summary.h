/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The short form of "show" for people: who asks, who answers, in 80 columns.
 */
#ifndef QC_SUMMARY_H
#define QC_SUMMARY_H

#include "record.h"
#include "table.h"

struct table *summary_new(void);
void summary_add(const struct record *rec, struct table *table);

#endif /* QC_SUMMARY_H */
