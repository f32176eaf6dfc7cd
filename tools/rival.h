/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Services of this host that do what the module does: two queriers on one host
 * have one address, and no election parts them.
 */
#ifndef QC_RIVAL_H
#define QC_RIVAL_H

/* Names those that run, on standard error. */
void rival_note(void);

#endif /* QC_RIVAL_H */
