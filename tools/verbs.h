/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What querierctl can be told to do. Each verb returns an enum status.
 */
#ifndef QC_VERBS_H
#define QC_VERBS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct request - the command line, understood
 * @args: what follows the verb
 * @count: how many of them
 * @json: print JSON
 * @verbose: show everything
 * @all: show also what cannot be enabled
 * @families: a bit for each family asked for, by its place in the table; 0: all
 */
struct request {
	char **args;
	size_t count;
	bool json;
	bool verbose;
	bool all;
	unsigned int families;
};

int show(const struct request *req);
int statistics(const struct request *req);
int groups(const struct request *req);
int monitor(const struct request *req);
int set(const struct request *req);
int enable(const struct request *req);
int disable(const struct request *req);

/* Whether what comes next is a value, though it may begin like an option. */
bool set_awaits_value(const struct request *req);

#endif /* QC_VERBS_H */
