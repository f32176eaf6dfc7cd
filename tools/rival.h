/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Services of this host that do what the module does: two queriers on one host
 * have one address, and no election parts them.
 */
#ifndef QC_RIVAL_H
#define QC_RIVAL_H

#include <stddef.h>

/* The next one that runs, from *@at on, which begins as 0; NULL: no more. */
const char *rival_next(size_t *at);

/* Names those that run, on standard error. */
void rival_note(void);

#endif /* QC_RIVAL_H */
