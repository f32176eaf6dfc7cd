/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages on standard error, one sentence each, and the exit status.
 */
#ifndef QC_MESSAGE_H
#define QC_MESSAGE_H

#include "compiler.h"

#include <stdarg.h>

enum status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_WOULD_CHANGE = 3,
};

/* Prints "FILE:LINE: TEXT". */
void message_at(const char *file, unsigned int line, const char *text);

/* From now on these go to @take instead; NULL: no longer. */
typedef void message_take(const char *file, unsigned int line,
			  const char *text);
void message_divert(message_take *take);

/* Prints "querierctl: FORMAT...". */
void message_note(const char *format, ...) __printf(1, 2);

/* The same; return STATUS_FAILED and STATUS_USAGE. */
int message_fail(const char *format, ...) __printf(1, 2);
int message_usage(const char *format, ...) __printf(1, 2);

/* The text that printf() would print; the caller frees it. */
char *message_format(const char *format, va_list args) __printf(1, 0);

/* Prints a line of output. */
void message_line(const char *format, ...) __printf(1, 2);

/* The status of two things done one after the other. */
int message_worse(int first, int second);

/* From now on messages and lines go to the system's log. */
void message_to_syslog(void);

/* Fails if some of the output could not be written. */
int message_check_output(void);

/* Says so and exits. */
void __noreturn message_no_memory(void);

#endif /* QC_MESSAGE_H */
