// SPDX-License-Identifier: GPL-2.0
#include "message.h"
#include "escape.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

static bool is_syslog;
static message_take *diverted;

void message_to_syslog(void)
{
	openlog(program_invocation_short_name, LOG_PID, LOG_DAEMON);
	is_syslog = true;
}

/* The log is escaped, too: a terminal shows it. */
static void print(const char *text, FILE *to, int level)
{
	char *copy;

	if (!is_syslog) {
		escape_print(text, to);
		fputc('\n', to);
		return;
	}
	copy = escape_copy(text, false);
	syslog(level, "%s", copy ? copy : "out of memory");
	free(copy);
}

static void print_message(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	fflush(stdout);
	if (!is_syslog) {
		escape_print(program_invocation_short_name, stderr);
		fputs(": ", stderr);
	}
	print(text ? text : "out of memory", stderr, LOG_ERR);
	free(text);
}

char *message_format(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		message_no_memory();
	return text;
}

void message_line(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = message_format(format, args);
	va_end(args);
	print(text, stdout, LOG_INFO);
	free(text);
}

void message_divert(message_take *take)
{
	diverted = take;
}

void message_at(const char *file, unsigned int line, const char *text)
{
	char *whole;

	if (diverted) {
		diverted(file, line, text);
		return;
	}
	fflush(stdout);
	if (asprintf(&whole, "%s:%u: %s", file, line, text) < 0)
		message_no_memory();
	print(whole, stderr, LOG_ERR);
	free(whole);
}

int message_worse(int first, int second)
{
	if (first == STATUS_DONE || second == STATUS_FAILED)
		return second;
	return first;
}

void message_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
}

int message_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
	return STATUS_FAILED;
}

int message_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(format, args);
	va_end(args);
	return STATUS_USAGE;
}

int message_check_output(void)
{
	if (fflush(stdout) || ferror(stdout))
		return message_fail("cannot write the output");
	return STATUS_DONE;
}

void message_no_memory(void)
{
	message_note("out of memory");
	exit(STATUS_FAILED);
}
