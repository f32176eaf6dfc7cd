// SPDX-License-Identifier: GPL-2.0
#include "message.h"
#include "escape.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void print_message(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	fflush(stdout);
	escape_print(program_invocation_short_name, stderr);
	fputs(": ", stderr);
	escape_print(text ? text : "out of memory", stderr);
	fputc('\n', stderr);
	free(text);
}

void message_at(const char *file, unsigned int line, const char *text)
{
	fflush(stdout);
	escape_print(file, stderr);
	fprintf(stderr, ":%u: ", line);
	escape_print(text, stderr);
	fputc('\n', stderr);
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
