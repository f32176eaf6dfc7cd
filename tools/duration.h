/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Times as people write them: 60s, 500ms, 31.25s, 2m, 8h49m4s.
 */
#ifndef QC_DURATION_H
#define QC_DURATION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a time exactly, in milliseconds. On failure @why says what is wrong,
 * to follow the time: "has no unit: ...".
 */
bool duration_parse(const char *text, unsigned long long *ms, char *why,
		    size_t size);

/* Writes a time in the form that duration_parse() reads. */
void duration_format(unsigned long long ms, char *text, size_t size);

/* The same in whole seconds. */
void duration_format_age(unsigned long long ms, char *text, size_t size);

/* In at most five characters, for what is younger than 27 years: 599s, 3d4h. */
void duration_format_short(unsigned long long ms, char *text, size_t size);

#endif /* QC_DURATION_H */
