/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which configuration files there are, by the rules of UAPI.6 (Configuration
 * Files Specification): the main file is the first of /etc, /run and /usr/lib
 * that exists; then come the drop-ins of all three in the order of their names,
 * where a name in an earlier directory hides the same name in a later one.
 */
#ifndef QC_LAYERS_H
#define QC_LAYERS_H

#include "conf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The file that "save" writes, in /etc/querierctl.conf.d. */
#define LAYERS_SAVED	"50-saved.conf"

/* A path below /, or in tests below the directory in QUERIERCTL_ROOT. */
void layers_path(char *path, size_t size, const char *file);

/* The same path: is there a file? NULL if it cannot be opened for reading. */
bool layers_exists(const char *file);
FILE *layers_open(const char *file);

/*
 * Reads all files. @replaced: what stands for "50-saved.conf", for "save" to
 * see what it would do; NULL: the file itself.
 */
void layers_read(struct conf *conf, const char *replaced);

#endif /* QC_LAYERS_H */
