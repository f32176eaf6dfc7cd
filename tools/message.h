/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How querierctl speaks of failure: one sentence on standard error, and an
 * exit status.
 */
#ifndef QC_MESSAGE_H
#define QC_MESSAGE_H

#include "compiler.h"

enum status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
};

/* Prints a note without judging: "querierctl: FORMAT...". */
void note(const char *format, ...) __printf(1, 2);

/* As note(); returns the status, so that "return fail(...)" reads well. */
int fail(const char *format, ...) __printf(1, 2);
int misused(const char *format, ...) __printf(1, 2);

/* Fails if not all of the output could be written. */
int output_end(void);

/* For what no caller can mend: says so and exits. */
void __noreturn out_of_memory(void);

#endif /* QC_MESSAGE_H */
