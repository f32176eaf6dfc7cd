/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel module: is it loaded, what do new interfaces begin with?
 */
#ifndef QC_MODULE_H
#define QC_MODULE_H

#include "key.h"

#include <stdbool.h>
#include <stddef.h>

#define MODULE "igmp_querier"

bool module_is_loaded(void);

/* The version of the module that is loaded; "" if it has none. */
void module_version(char *version, size_t size);

/* A sum of its sources, as modinfo has it; "" if it is not known. */
void module_source(char *source, size_t size);

/*
 * The same of the file that modprobe would load into that kernel. A file that is
 * compressed does not tell.
 */
void module_source_installed(const char *kernel, char *source, size_t size);

/* Says both versions, if they differ. */
void module_note_version(void);

/*
 * The value of a new interface, in the form of the file; 0 is auto. It is the
 * parameter of the module that is loaded where it has one, @key->initial else.
 */
void module_default(const struct key *key, const struct family *family,
		    char *raw);

/* Is it among the modules of that kernel, which depmod lists? */
bool module_is_installed(const char *kernel);

/* Says that it is not loaded, and why it cannot be. */
int module_fail_missing(void);

#endif /* QC_MODULE_H */
