// SPDX-License-Identifier: GPL-2.0
#include "message.h"
#include "escape.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say(const char *format, va_list args)
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

void note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

int fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return STATUS_FAILED;
}

int misused(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return STATUS_USAGE;
}

int output_end(void)
{
	if (fflush(stdout) || ferror(stdout))
		return fail("cannot write the output");
	return STATUS_DONE;
}

void out_of_memory(void)
{
	note("out of memory");
	exit(STATUS_FAILED);
}
