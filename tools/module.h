/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel module: is it loaded?
 */
#ifndef QC_MODULE_H
#define QC_MODULE_H

#include <stdbool.h>
#include <stddef.h>

#define MODULE "igmp_querier"

bool module_is_loaded(void);

/* The version of the module that is loaded; "" if it has none. */
void module_version(char *version, size_t size);

/* Says both versions, if they differ. */
void module_note_version(void);

/* Says that it is not loaded. */
int module_fail_missing(void);

#endif /* QC_MODULE_H */
