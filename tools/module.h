/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel module: is it loaded?
 */
#ifndef QC_MODULE_H
#define QC_MODULE_H

#include <stdbool.h>

#define MODULE "igmp_querier"

bool module_is_loaded(void);

/* Says that it is not loaded. */
int module_fail_missing(void);

#endif /* QC_MODULE_H */
