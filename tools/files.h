/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many files may be open at a time.
 */
#ifndef QC_FILES_H
#define QC_FILES_H

#include <stddef.h>

/*
 * Allows as many open files, and a few beside them: by default 1024 are. Without
 * the right to more than the hard limit, this many have to do.
 */
void files_allow(size_t count);

#endif /* QC_FILES_H */
