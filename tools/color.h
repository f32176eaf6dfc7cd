/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is the output in colour? Only the words of states are.
 */
#ifndef QC_COLOR_H
#define QC_COLOR_H

#include <stdbool.h>

/* Takes "auto", "always" or "never"; returns false for any other word. */
bool color_choose(const char *word);

/* The colour of a state, as libsmartcols names it; NULL: none. */
const char *color_of_state(const char *state);

#endif /* QC_COLOR_H */
