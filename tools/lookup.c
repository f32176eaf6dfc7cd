// SPDX-License-Identifier: GPL-2.0
#include "lookup.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

static void add_name(struct lookup *lookup, const char *name, size_t section)
{
	lookup->names = reallocarray(lookup->names, lookup->name_count + 1,
				     sizeof(*lookup->names));
	if (!lookup->names)
		message_no_memory();
	lookup->names[lookup->name_count++] = (struct lookup_name){
		.name = name,
		.section = section,
	};
}

static void add_glob(struct lookup *lookup, size_t section)
{
	lookup->globs = reallocarray(lookup->globs, lookup->glob_count + 1,
				     sizeof(*lookup->globs));
	if (!lookup->globs)
		message_no_memory();
	lookup->globs[lookup->glob_count++] = section;
}

void lookup_add(struct lookup *lookup, const struct pattern *pattern,
		size_t section)
{
	bool has_glob = false;
	size_t i;

	for (i = 0; i < pattern->count; i++) {
		if (pattern->globs[i].name)
			add_name(lookup, pattern->globs[i].name, section);
		else
			has_glob = true;
	}
	if (has_glob)
		add_glob(lookup, section);
}

static int compare(const void *a, const void *b)
{
	const struct lookup_name *first = a, *second = b;
	int order = strcmp(first->name, second->name);

	if (order)
		return order;
	return (first->section > second->section) -
	       (first->section < second->section);
}

void lookup_sort(struct lookup *lookup)
{
	if (lookup->name_count)
		qsort(lookup->names, lookup->name_count, sizeof(*lookup->names),
		      compare);
}

void lookup_free(struct lookup *lookup)
{
	free(lookup->names);
	free(lookup->globs);
}

/* Where the names from this one on begin, or if it is passed, those after it. */
static const struct lookup_name *find(const struct lookup *lookup,
				      const char *name, bool is_passed)
{
	size_t low = 0, high = lookup->name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(lookup->names[middle].name, name) < is_passed)
			low = middle + 1;
		else
			high = middle;
	}
	return lookup->names + low;
}

struct lookup_walk lookup_begin(const struct lookup *lookup, const char *name)
{
	return (struct lookup_walk){
		.name = find(lookup, name, false),
		.name_end = find(lookup, name, true),
		.glob = lookup->globs,
		.glob_end = lookup->globs + lookup->glob_count,
	};
}

bool lookup_next(struct lookup_walk *walk, size_t *section)
{
	bool has_name = walk->name < walk->name_end;
	bool has_glob = walk->glob < walk->glob_end;

	if (!has_name && !has_glob)
		return false;
	*section = has_glob ? *walk->glob : walk->name->section;
	if (has_name && walk->name->section < *section)
		*section = walk->name->section;
	while (walk->name < walk->name_end && walk->name->section == *section)
		walk->name++;
	if (has_glob && *walk->glob == *section)
		walk->glob++;
	return true;
}
