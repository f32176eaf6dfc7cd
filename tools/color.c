// SPDX-License-Identifier: GPL-2.0
#include "color.h"
#include "compiler.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
} choice;

bool color_choose(const char *word)
{
	static const char *const words[] = {
		[COLOR_AUTO] = "auto",
		[COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i], word))
			continue;
		choice = i;
		return true;
	}
	return false;
}

/* https://no-color.org: any value but an empty one says no. */
static bool is_wanted(void)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (choice != COLOR_AUTO)
		return choice == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no && *no) && terminal &&
	       strcmp(terminal, "dumb");
}

const char *color_of_state(const char *state)
{
	static const struct {
		const char *state;
		const char *color;
	} colors[] = {
		{ "querier", "green" },
		{ "non-querier", "cyan" },
		{ "down", "red" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(colors); i++)
		if (!strcmp(state, colors[i].state))
			return is_wanted() ? colors[i].color : NULL;
	return NULL;
}
