/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One program at a time makes the kernel or a file agree with the other.
 */
#ifndef QC_LOCK_H
#define QC_LOCK_H

/* Waits for the lock, which ends with the program; on failure says why. */
int lock_take(void);

#endif /* QC_LOCK_H */
