/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the doctor finds, for other programs.
 */
#ifndef QC_DOCTOR_H
#define QC_DOCTOR_H

#include <stdbool.h>

/*
 * How much it finds of each severity, without --listen; @counts has SEVERITIES
 * members. False: nothing could be looked at.
 */
bool doctor_count(unsigned int *counts);

#endif /* QC_DOCTOR_H */
