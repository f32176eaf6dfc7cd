/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Everything that can be set or shown, one row a file: the one table behind
 * "set", "show", the help and the errors. tools/generate makes it from
 * querier/sysfs.yaml, in the order in which the keys are shown.
 */
#ifndef QC_KEY_H
#define QC_KEY_H

#include "family.h"
#include "key_id.h"
#include "../querier/uapi.h"

#include <stdbool.h>
#include <stddef.h>

/* What a value is, and so how it is read, shown and checked. */
enum kind {
	KIND_TIME,	/* the file: ms; people: with a unit */
	KIND_AGE,	/* the same, for people in whole seconds from 1s on */
	KIND_COUNT,
	KIND_BOOL,
	KIND_SWITCH,	/* a KIND_BOOL, or "auto" */
	KIND_CHOICE,
	KIND_ADDRESS,	/* or "auto" */
	KIND_TEXT,
	KIND_MAX,
};

/**
 * struct choice - a value of a KIND_CHOICE
 * @word: the value
 * @any_source: not for families with @link_local
 */
struct choice {
	const char *word;
	bool any_source;
};

/**
 * struct key - a value that can be set or shown
 * @name: its name on the command line
 * @file: its file in sysfs
 * @help: a short description
 * @kind: the kind of value
 * @param: its IGMP_QUERIER_PARAM_*, if it can be set
 * @read_only: it can only be shown
 * @auto_divisor: if not 0, auto is the value of @auto_from divided by it
 * @auto_from: the key from which auto is derived
 * @auto_value: if not 0, auto is this value
 * @min: minimum of a time or count
 * @max: its maximum; 0: the newest version of the family's protocol
 * @initial: what the file of a new interface has, 0 for auto; NULL: the newest
 *	version of the family's protocol
 * @choices: the values of a KIND_CHOICE, ended by one without a word
 * @fixed: the value in families with @link_local, which have no file for it;
 *	NULL: they have one
 */
struct key {
	const char *name;
	const char *file;
	const char *help;
	enum kind kind;
	enum igmp_querier_param param;
	bool read_only;
	unsigned int auto_divisor;
	enum key_id auto_from;
	unsigned int auto_value;
	unsigned long long min;
	unsigned long long max;
	const char *initial;
	const struct choice *choices;
	const char *fixed;
};

extern const struct key keys[KEY_COUNT];

/* Pairs of values where one must not exceed the other. */
struct key_bound {
	enum key_id low;
	enum key_id high;
};

extern const struct key_bound key_bounds[];
extern const size_t key_bound_count;

/* By name, with dashes or underscores; NULL if there is none. */
const struct key *key_find(const char *name);

/* The names of all that can be set: "querier-enable, ... or other-querier-max". */
#define KEY_NAMES_SIZE	(KEY_COUNT * 32)
void key_names(const struct family *family, char *names);

/* Does the family have this key, or this choice? */
bool key_is_for(const struct key *key, const struct family *family);
bool key_choice_is_for(const struct choice *choice,
		       const struct family *family);

/* Largest value of a time or count. */
unsigned long long key_max(const struct key *key, const struct family *family);

/* What a time or count of a new interface is. */
unsigned long key_initial(enum key_id id);

/* Can the module derive the value ("auto", written as 0)? */
bool key_has_auto(const struct key *key);

#endif /* QC_KEY_H */
