/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
static const char *const protocols[] = {
	"igmp",
	"mld",
};
static const char *const states[] = {
	"disabled",
	"down",
	"querier",
	"non-querier",
};
static const char *const reasons[] = {
	"none",
	"link-down",
	"loopback",
	"not-ethernet",
	"no-multicast",
	"bridge-port",
	"lag-port",
	"hook-failed",
	"no-address",
	"namespace-limit",
	"no-wire",
};
static const char *const modes[] = {
	"include",
	"exclude",
};
static const char *const source_states[] = {
	"requested",
	"excluded",
};
static const char *const limits[] = {
	"groups",
	"sources",
	"memory",
};
