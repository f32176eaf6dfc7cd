/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of verbs.
 */
#ifndef QC_VERB_H
#define QC_VERB_H

#include "verbs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Options that only some verbs take, in the order of querierctl.c's check_options(). */
enum {
	TAKES_VERBOSE = 1 << 0,
	TAKES_ALL = 1 << 1,
	TAKES_FAMILY = 1 << 2,
	TAKES_DRY_RUN = 1 << 3,
	TAKES_SAVE = 1 << 4,
	TAKES_HOSTS = 1 << 5,
	TAKES_LISTEN = 1 << 6,
	TAKES_WAIT = 1 << 7,
	TAKES_OUTPUT = 1 << 8,
	TAKES_DOCTOR = 1 << 9,
	ALL_OR_ARGS = 1 << 10,	/* --all instead of arguments */
};

/**
 * struct verb - a verb of the command line
 * @name: its name
 * @args: what follows it, for people and the completion
 * @help: what it does
 * @run: does it
 * @awaits_value: is the next argument a value, even if it looks like an option?
 * @least_args: the least number of arguments
 * @takes: the options that it takes, a bit for each TAKES_*
 */
struct verb {
	const char *name;
	const char *args;
	const char *help;
	int (*run)(const struct request *req);
	bool (*awaits_value)(const struct request *req);
	size_t least_args;
	unsigned int takes;
};

/* NULL if there is none of that name. */
const struct verb *verb_find(const char *name);

/* Prints all verbs and what they do. */
void verb_print_help(FILE *to);

#endif /* QC_VERB_H */
