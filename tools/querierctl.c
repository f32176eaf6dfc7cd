// SPDX-License-Identifier: GPL-2.0
/*
 * querierctl: shows and sets what the kernel module igmp_querier does.
 */
#include "color.h"
#include "compiler.h"
#include "duration.h"
#include "escape.h"
#include "key.h"
#include "message.h"
#include "module.h"
#include "value.h"
#include "verb.h"

#include <argp.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Options without a letter, one for each family in the order of families[]. */
enum { OPTION_FAMILY = 0x100, OPTION_SAVE = 0x200, OPTION_SYSLOG,
       OPTION_HOSTS, OPTION_LISTEN, OPTION_NO_QUERY,
       OPTION_COLOR, OPTION_WAIT, OPTION_OUTPUT, OPTION_DOCTOR };

struct command {
	const struct verb *verb;
	struct request req;
};

/* A new program may find an older module that still runs. */
static void print_version(FILE *to, struct argp_state *state)
{
	char module[VALUE_SIZE];

	(void)state;
	fputs("querierctl " VERSION "\n", to);
	module_version(module, sizeof(module));
	if (!*module)
		return;
	fputs(MODULE " ", to);
	escape_print(module, to);
	fputs(", which runs\n", to);
}

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "show: also interfaces that cannot be enabled; statistics: also counters of 0; disable: all", 0 },
	{ "color", OPTION_COLOR, "WHEN", OPTION_ARG_OPTIONAL, "states in colour: auto, always or never", 0 },
	{ "dry-run", 'n', NULL, 0, "apply: only print what would change", 0 },
	{ "json", 'j', NULL, 0, "print JSON", 0 },
	{ "verbose", 'v', NULL, 0, "show, groups, hosts, query, doctor: everything", 0 },
	{ "hosts", OPTION_HOSTS, NULL, 0, "groups: with the hosts of each", 0 },
	{ "listen", OPTION_LISTEN, "TIME", OPTION_ARG_OPTIONAL, "doctor: ask once, and look at the wire", 0 },
	{ "no-query", OPTION_NO_QUERY, NULL, 0, "doctor: with --listen, ask nothing", 0 },
	{ "wait", OPTION_WAIT, NULL, 0, "query: list who answers, until the time for it is over", 0 },
	{ "doctor", OPTION_DOCTOR, NULL, 0, "metrics: count what the doctor finds, too", 0 },
	{ "output", OPTION_OUTPUT, "FILE", 0, "metrics: write this file, as a whole", 0 },
	{ "igmp", OPTION_FAMILY, NULL, 0, "enable, disable: only the IPv4 querier", 0 },
	{ "mld", OPTION_FAMILY + 1, NULL, 0, "enable, disable: only the IPv6 querier", 0 },
	{ "save", OPTION_SAVE, NULL, 0, "enable, disable: then save the interfaces' settings", 0 },
	{ "syslog", OPTION_SYSLOG, NULL, 0, "messages go to the system's log", 0 },
	{ NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0 },
	{ 0 }
};

static void print_keys(FILE *help)
{
	char allowed[WORDS_SIZE];
	size_t i;

	fputs("\nKeys that can be set (dashes or underscores):\n", help);
	for (i = 0; i < KEY_COUNT; i++) {
		if (keys[i].read_only)
			continue;
		value_allowed(&keys[i], families, allowed);
		fprintf(help, "  %-27s %s\n      %s\n", keys[i].name,
			allowed, keys[i].help);
	}
	fputs("\nWith mld: version is 1 to 2, there is no mode proxy, the address must be\n"
	      "link-local, and require-router-alert and accept-off-subnet do not exist.\n",
	      help);
	fputs("\nTimes have a unit: 60s, 500ms, 2m, 1h, 31.25s.\n"
	      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 apply -n: something differs;\n"
	      "of doctor: 1 there is a problem, 0 there is none.",
	      help);
}

/* Appends the tables of verbs and keys to the help. */
static char *extend_help(int key, const char *text, void *input)
{
	char *help_text = NULL;
	size_t size;
	FILE *help;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	help = open_memstream(&help_text, &size);
	if (!help)
		return NULL;
	verb_print_help(help);
	print_keys(help);
	fclose(help);
	return help_text;
}

/* As argp_error(), for text that comes from the user. */
static void __printf(2, 3) refuse(struct argp_state *state, const char *format,
				  ...)
{
	char *text, *copy;
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	copy = len < 0 ? NULL : escape_copy(text, false);
	if (!copy)
		message_no_memory();
	argp_error(state, "%s", copy);
}

/* Instead of arguments --all may be given, but not with them. */
static bool has_args(const struct command *cmd)
{
	if (cmd->req.all && cmd->verb->takes & ALL_OR_ARGS)
		return !cmd->req.count;
	return cmd->req.count >= cmd->verb->least_args;
}

/* The options that were given, as TAKES_*. */
static unsigned int given(const struct request *req)
{
	return (req->verbose ? TAKES_VERBOSE : 0) |
	       (req->all ? TAKES_ALL : 0) |
	       (req->families ? TAKES_FAMILY : 0) |
	       (req->dry_run ? TAKES_DRY_RUN : 0) |
	       (req->save ? TAKES_SAVE : 0) |
	       (req->hosts ? TAKES_HOSTS : 0) |
	       (req->listen ? TAKES_LISTEN : 0) |
	       (req->wait ? TAKES_WAIT : 0) |
	       (req->output ? TAKES_OUTPUT : 0) |
	       (req->doctor ? TAKES_DOCTOR : 0);
}

static void check_options(struct argp_state *state, const struct command *cmd)
{
	static const char *const names[] = {
		"--verbose", "--all", "--igmp and no --mld", "--dry-run",
		"--save", "--hosts", "--listen", "--wait", "--output",
		"--doctor",
	};
	unsigned int wrong = given(&cmd->req) & ~cmd->verb->takes;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (wrong & 1U << i)
			argp_error(state, "%s takes no %s", cmd->verb->name,
				   names[i]);
	if (cmd->req.no_query && !cmd->req.listen)
		argp_error(state, "--no-query is of use with --listen only");
}

/* Checks the command line as a whole; does not return if it is wrong. */
static void check(struct argp_state *state, const struct command *cmd)
{
	if (!has_args(cmd))
		argp_error(state, "usage: querierctl %s %s", cmd->verb->name,
			   cmd->verb->args);
	check_options(state, cmd);
}

static void parse_verb(struct argp_state *state, struct command *cmd,
		       const char *name)
{
	cmd->verb = verb_find(name);
	if (!cmd->verb)
		refuse(state, "there is no verb '%s'", name);
}

/* Collects the verb's arguments at the front of argv. */
static void parse_arg(struct argp_state *state, struct command *cmd, char *arg)
{
	struct request *req = &cmd->req;

	if (!cmd->verb) {
		parse_verb(state, cmd, arg);
		req->args = state->argv + 1;
		return;
	}
	req->args[req->count++] = arg;
	/* A value such as -1 is wrong, but not an option. */
	if (cmd->verb->awaits_value && cmd->verb->awaits_value(req) &&
	    state->next < state->argc && strcmp(state->argv[state->next], "--"))
		req->args[req->count++] = state->argv[state->next++];
}

static void parse_listen(struct argp_state *state, struct request *req,
			 const char *time)
{
	char why[WORDS_SIZE];

	req->listen = true;
	if (time && !duration_parse(time, &req->listen_ms, why, sizeof(why)))
		refuse(state, "--listen=%s %s", time, why);
	else if (time && !req->listen_ms)
		argp_error(state, "--listen takes a time such as 12s");
}

static void parse_color(struct argp_state *state, const char *when)
{
	if (!color_choose(when ? when : "always"))
		refuse(state, "--color is auto, always or never, not '%s'",
		       when);
}

static bool parse_option(struct request *req, int key)
{
	switch (key) {
	case 'a':
		req->all = true;
		return true;
	case 'j':
		req->json = true;
		return true;
	case 'n':
		req->dry_run = true;
		return true;
	case 'v':
		req->verbose = true;
		return true;
	case OPTION_SAVE:
		req->save = true;
		return true;
	case OPTION_HOSTS:
		req->hosts = true;
		return true;
	case OPTION_WAIT:
		req->wait = true;
		return true;
	case OPTION_DOCTOR:
		req->doctor = true;
		return true;
	case OPTION_NO_QUERY:
		req->no_query = true;
		return true;
	case OPTION_SYSLOG:
		req->syslog = true;
		message_to_syslog();
		return true;
	case OPTION_FAMILY:
	case OPTION_FAMILY + 1:
		req->families |= 1U << (key - OPTION_FAMILY);
		return true;
	}
	return false;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *cmd = state->input;

	if (parse_option(&cmd->req, key))
		return 0;
	switch (key) {
	case OPTION_LISTEN:
		parse_listen(state, &cmd->req, arg);
		break;
	case OPTION_OUTPUT:
		cmd->req.output = arg;
		break;
	case OPTION_COLOR:
		parse_color(state, arg);
		break;
	case 'h':
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
		break;
	case ARGP_KEY_ARG:
		parse_arg(state, cmd, arg);
		break;
	case ARGP_KEY_NO_ARGS:
		parse_verb(state, cmd, "show");
		break;
	case ARGP_KEY_SUCCESS:
		check(state, cmd);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/*
 * argp prints unknown options and the program's name unescaped. No option, and
 * no value that looks like one, needs a control character.
 */
static void escape_options(char **argv)
{
	char **arg;

	for (arg = argv; *arg && strcmp(*arg, "--"); arg++) {
		if (arg != argv && **arg != '-')
			continue;
		*arg = escape_copy(*arg, true);
		if (!*arg)
			message_no_memory();
	}
}

/* The output is always UTF-8, so column widths must be counted in it. */
static void set_locale(void)
{
	setlocale(LC_ALL, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8"))
		setlocale(LC_CTYPE, "C.UTF-8");
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[VERB [ARGUMENT...]]",
		.doc = "Shows and sets what the kernel module igmp_querier does.\v",
		.help_filter = extend_help,
	};
	struct command cmd = { 0 };

	set_locale();
	escape_options(argv);
	argp_program_version_hook = print_version;
	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &cmd);
	return cmd.verb->run(&cmd.req);
}
