/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JSON is UTF-8, but the kernel lets an interface have any bytes for a name.
 */
#ifndef QC_UTF8_H
#define QC_UTF8_H

/* Puts a question mark in the place of each byte that is not UTF-8. */
void utf8_clean(char *text);

#endif /* QC_UTF8_H */
