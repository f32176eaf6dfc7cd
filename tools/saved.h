/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file 50-saved.conf: it is written beside the old one, and takes its place
 * when it is complete.
 */
#ifndef QC_SAVED_H
#define QC_SAVED_H

#include "atomic.h"

#include <limits.h>
#include <stdbool.h>

/**
 * struct saved - the file as it is written
 * @folder: its directory
 * @path: where it will be
 * @file: as it is written
 * @is_new_folder: there was no directory
 */
struct saved {
	char folder[PATH_MAX];
	char path[PATH_MAX];
	struct atomic *file;
	bool is_new_folder;
};

/* On failure these say why. One of the last two ends it. */
int saved_begin(struct saved *saved);
int saved_commit(struct saved *saved);
void saved_abandon(struct saved *saved);

#endif /* QC_SAVED_H */
