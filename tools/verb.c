// SPDX-License-Identifier: GPL-2.0
#include "verb.h"
#include "compiler.h"

#include <string.h>

static const struct verb verbs[] = {
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
		.args = "[--wait] IFACE [GROUP]",
		.help = "asks who listens, to all groups or to one, at once",
		.run = command_query,
		.least_args = 1,
		.takes = TAKES_WAIT | TAKES_VERBOSE,
	}, {
		.name = "metrics",
		.args = "[--doctor] [--output FILE]",
		.help = "the state of all queriers for Prometheus' node_exporter",
		.run = metrics,
		.takes = TAKES_OUTPUT | TAKES_DOCTOR,
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

const struct verb *verb_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

void verb_print_help(FILE *to)
{
	size_t i;

	fputs("Verbs:\n", to);
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		fprintf(to, "  %s %s\n      %s\n", verbs[i].name,
			verbs[i].args, verbs[i].help);
}
