/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The verbs of the command line. Each returns an enum status.
 */
#ifndef QC_VERBS_H
#define QC_VERBS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct request - the parsed command line
 * @args: the arguments after the verb
 * @count: their number
 * @json: print JSON
 * @verbose: show everything
 * @all: show also interfaces that cannot be enabled, or counters of 0
 * @dry_run: change nothing
 * @save: save the settings afterwards
 * @syslog: messages go to the system's log
 * @hosts: show the hosts, too
 * @wait: list who answers
 * @doctor: count what the doctor finds
 * @output: the file to write to, or NULL
 * @listen: look at the wire, too
 * @listen_ms: for how long; 0: as long as hosts may take to answer
 * @no_query: ask nothing
 * @families: a bit for each selected index of families[]; 0: all
 */
struct request {
	char **args;
	size_t count;
	bool json;
	bool verbose;
	bool all;
	bool dry_run;
	bool save;
	bool syslog;
	bool hosts;
	bool wait;
	bool doctor;
	const char *output;
	bool listen;
	unsigned long long listen_ms;
	bool no_query;
	unsigned int families;
};

int show(const struct request *req);
int statistics(const struct request *req);
int groups(const struct request *req);
int hosts(const struct request *req);
int metrics(const struct request *req);
int command_query(const struct request *req);
int command_clear(const struct request *req);
int doctor(const struct request *req);
int monitor(const struct request *req);
int set(const struct request *req);
int set_enable(const struct request *req);
int set_disable(const struct request *req);
int check_conf(const struct request *req);
int apply(const struct request *req);
int config(const struct request *req);
int save(const struct request *req);

/* Is the next argument a value, even if it looks like an option? */
bool set_awaits_value(const struct request *req);

#endif /* QC_VERBS_H */
