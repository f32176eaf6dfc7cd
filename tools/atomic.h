/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that is there as a whole or not at all: a draft beside it, which takes
 * its name in the end. Two programs that write the same file do so one after the
 * other; a signal waits until it is done.
 */
#ifndef QC_ATOMIC_H
#define QC_ATOMIC_H

#include <stdio.h>

struct atomic;

/*
 * Begins a draft of the file, or of that which a link leads to. NULL: it failed,
 * and said why: what is there may be no regular file.
 */
struct atomic *atomic_begin(const char *path);

/* What is to be in the file is written to this. */
FILE *atomic_file(struct atomic *atomic);

/* The draft's path, and what was written so far in it: for who reads it. */
const char *atomic_draft(const struct atomic *atomic);
int atomic_flush(struct atomic *atomic);

/*
 * The draft becomes the file, for all to read, and is on the disk; or it goes.
 * Returns an enum status.
 */
int atomic_commit(struct atomic *atomic);

/* The draft goes, the file stays. */
void atomic_abandon(struct atomic *atomic);

#endif /* QC_ATOMIC_H */
