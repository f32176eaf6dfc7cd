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
#include "verbs.h"

#include <argp.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Options that only some verbs take. */
enum {
	TAKES_VERBOSE = 1 << 0,
	TAKES_ALL = 1 << 1,
	TAKES_FAMILY = 1 << 2,
	TAKES_DRY_RUN = 1 << 3,
	TAKES_SAVE = 1 << 4,
	TAKES_HOSTS = 1 << 5,
	TAKES_LISTEN = 1 << 6,
	ALL_OR_ARGS = 1 << 7,	/* --all instead of arguments */
};

/* Options without a letter, one for each family in the order of families[]. */
enum { OPTION_FAMILY = 0x100, OPTION_SAVE = 0x200, OPTION_SYSLOG,
       OPTION_HOSTS, OPTION_LISTEN, OPTION_NO_QUERY,
       OPTION_COLOR };

static const struct verb {
	const char *name;
	const char *args;
	const char *help;
	int (*run)(const struct request *req);
	bool (*awaits_value)(const struct request *req);
	size_t least_args;
	unsigned int takes;
} verbs[] = {
	{
		.name = "show",
		.args = "[IFACE...]",
		.help = "a row for each querier; with -v all about it; this is also done without a verb",
		.run = show,
		.takes = TAKES_VERBOSE | TAKES_ALL,
	}, {
		.name = "set",
		.args = "IFACE [igmp|mld] KEY VALUE [KEY VALUE]...",
		.help = "sets all of the keys, or none if one is refused",
		.run = set,
		.awaits_value = set_awaits_value,
		.least_args = 3,
	}, {
		.name = "enable",
		.args = "[--igmp] [--mld] [--save] IFACE...",
		.help = "starts both queriers on each interface, or the given ones; all or none",
		.run = set_enable,
		.least_args = 1,
		.takes = TAKES_FAMILY | TAKES_SAVE,
	}, {
		.name = "disable",
		.args = "[--igmp] [--mld] [--save] IFACE...|--all",
		.help = "stops both queriers on each interface, or the given ones; all or none",
		.run = set_disable,
		.least_args = 1,
		.takes = TAKES_FAMILY | TAKES_SAVE | TAKES_ALL | ALL_OR_ARGS,
	}, {
		.name = "check",
		.args = "[FILE...]",
		.help = "says all that is wrong in the configuration files, or in these",
		.run = check_conf,
	}, {
		.name = "apply",
		.args = "[-n] [IFACE...]",
		.help = "makes the kernel agree with the configuration files",
		.run = apply,
		.takes = TAKES_DRY_RUN,
	}, {
		.name = "config",
		.args = "[IFACE...]",
		.help = "what the files come to, and where each value comes from",
		.run = config,
	}, {
		.name = "save",
		.args = "[IFACE...]",
		.help = "writes what the kernel has into a configuration file",
		.run = save,
	}, {
		.name = "statistics",
		.args = "[IFACE...]",
		.help = "what was counted of packets sent, heard and ignored; with -a also 0",
		.run = statistics,
		.takes = TAKES_ALL,
	}, {
		.name = "groups",
		.args = "[--hosts] [IFACE...]",
		.help = "groups and their listeners; with -v all sources",
		.run = groups,
		.takes = TAKES_VERBOSE | TAKES_HOSTS,
	}, {
		.name = "hosts",
		.args = "[IFACE...]",
		.help = "hosts and their groups, while they are tracked; with -v all groups",
		.run = hosts,
		.takes = TAKES_VERBOSE,
	}, {
		.name = "query",
		.args = "IFACE [GROUP]",
		.help = "asks who listens, to all groups or to one, at once",
		.run = command_query,
		.least_args = 1,
	}, {
		.name = "clear",
		.args = "IFACE [GROUP]",
		.help = "forgets all groups, or one, and asks who listens",
		.run = command_clear,
		.least_args = 1,
	}, {
		.name = "doctor",
		.args = "[--listen[=TIME]] [--no-query] [IFACE...]",
		.help = "says what is wrong here and on the LAN, and what to do",
		.run = doctor,
		.takes = TAKES_VERBOSE | TAKES_LISTEN,
	}, {
		.name = "monitor",
		.args = "[IFACE...]",
		.help = "a line for each event, until interrupted",
		.run = monitor,
	},
};

#define VERB_COUNT ARRAY_SIZE(verbs)

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
	{ "verbose", 'v', NULL, 0, "show, groups, hosts, doctor: everything", 0 },
	{ "hosts", OPTION_HOSTS, NULL, 0, "groups: with the hosts of each", 0 },
	{ "listen", OPTION_LISTEN, "TIME", OPTION_ARG_OPTIONAL, "doctor: ask once, and look at the wire", 0 },
	{ "no-query", OPTION_NO_QUERY, NULL, 0, "doctor: with --listen, ask nothing", 0 },
	{ "igmp", OPTION_FAMILY, NULL, 0, "enable, disable: only the IPv4 querier", 0 },
	{ "mld", OPTION_FAMILY + 1, NULL, 0, "enable, disable: only the IPv6 querier", 0 },
	{ "save", OPTION_SAVE, NULL, 0, "enable, disable: then save the interfaces' settings", 0 },
	{ "syslog", OPTION_SYSLOG, NULL, 0, "messages go to the system's log", 0 },
	{ NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0 },
	{ 0 }
};

static const struct verb *find_verb(const char *name)
{
	size_t i;

	for (i = 0; i < VERB_COUNT; i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

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
	size_t i, size;
	FILE *help;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	help = open_memstream(&help_text, &size);
	if (!help)
		return NULL;
	fputs("Verbs:\n", help);
	for (i = 0; i < VERB_COUNT; i++)
		fprintf(help, "  %s %s\n      %s\n", verbs[i].name,
			verbs[i].args, verbs[i].help);
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

static void check_options(struct argp_state *state, const struct command *cmd)
{
	const struct verb *verb = cmd->verb;

	if (cmd->req.verbose && !(verb->takes & TAKES_VERBOSE))
		argp_error(state, "%s takes no --verbose", verb->name);
	if (cmd->req.all && !(verb->takes & TAKES_ALL))
		argp_error(state, "%s takes no --all", verb->name);
	if (cmd->req.families && !(verb->takes & TAKES_FAMILY))
		argp_error(state, "%s takes no --igmp and no --mld",
			   verb->name);
	if (cmd->req.dry_run && !(verb->takes & TAKES_DRY_RUN))
		argp_error(state, "%s takes no --dry-run", verb->name);
	if (cmd->req.save && !(verb->takes & TAKES_SAVE))
		argp_error(state, "%s takes no --save", verb->name);
	if (cmd->req.hosts && !(verb->takes & TAKES_HOSTS))
		argp_error(state, "%s takes no --hosts", verb->name);
	if (cmd->req.listen && !(verb->takes & TAKES_LISTEN))
		argp_error(state, "%s takes no --listen", verb->name);
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
	cmd->verb = find_verb(name);
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
	case OPTION_NO_QUERY:
		req->no_query = true;
		return true;
	case OPTION_SYSLOG:
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
