// SPDX-License-Identifier: GPL-2.0
#include "pattern.h"
#include "device.h"
#include "message.h"
#include "value.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n\v\f";
static const char special[] = "*?[";

size_t pattern_comment(const char *text)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if (strchr("#;", text[i]) &&
		    (!i || strchr(blanks, text[i - 1])))
			break;
	return i;
}

/* "[:alpha:]" and the like in a set, whose "]" does not end it. */
static const char *skip_class(const char *c)
{
	const char kind = c[1];
	const char *end;

	if (!kind || !strchr(":.=", kind))
		return c;
	for (end = c + 2; *end; end++)
		if (end[0] == kind && end[1] == ']')
			return end + 1;
	return c;
}

/*
 * The "]" that ends a set, which @c begins; NULL: there is none. As in the shell,
 * "]" at the start, or behind "!" or "^" there, is in the set.
 */
static const char *find_set_end(const char *c)
{
	c++;
	if (*c == '!' || *c == '^')
		c++;
	if (*c == ']')
		c++;
	for (; *c && *c != ']'; c++) {
		if (*c == '\\' && c[1])
			c++;
		else if (*c == '[')
			c = skip_class(c);
	}
	return *c ? c : NULL;
}

/* The "]" that ends a head: not a "\]", and not that of a set such as [0-9]. */
static const char *find_end(const char *c)
{
	for (; *c && *c != ']'; c++) {
		if (*c == '\\' && c[1])
			c++;
		else if (*c == '[')
			c = find_set_end(c);
		if (!c)
			return NULL;
	}
	return *c ? c : NULL;
}

/* A glob without its backslashes; NULL if it may match more than one name. */
static char *glob_to_name(const char *glob)
{
	char *name = malloc(strlen(glob) + 1), *to = name;

	if (!name)
		message_no_memory();
	for (; *glob; glob++) {
		if (strchr(special, *glob)) {
			free(name);
			return NULL;
		}
		if (*glob == '\\' && glob[1])
			glob++;
		*to++ = *glob;
	}
	*to = '\0';
	return name;
}

static void add_glob(struct pattern *pattern, const char *text, size_t len)
{
	struct glob *glob;

	pattern->globs = reallocarray(pattern->globs, pattern->count + 1,
				      sizeof(*pattern->globs));
	if (!pattern->globs)
		message_no_memory();
	glob = &pattern->globs[pattern->count++];
	glob->text = strndup(text, len);
	if (!glob->text)
		message_no_memory();
	glob->name = glob_to_name(glob->text);
}

static void remove_glob(struct pattern *pattern)
{
	struct glob *glob = &pattern->globs[--pattern->count];

	free(glob->text);
	free(glob->name);
}

/* The last word may be a family, but not if it is the only one. */
static void take_family(struct pattern *pattern)
{
	if (pattern->count < 2)
		return;
	pattern->family = family_find(pattern->globs[pattern->count - 1].text);
	if (pattern->family)
		remove_glob(pattern);
}

/* A mistake such as [eth0/mld] would never match, and nothing said so. */
bool pattern_can_match(const struct glob *glob)
{
	const char *c;

	if (glob->name)
		return device_is_name(glob->name);
	for (c = glob->text; *c; c++) {
		if (*c == '\\' && c[1])
			c++;
		else if (*c == '[')
			c = find_set_end(c);
		if (!c || *c == '/' || *c == ':')
			return false;
	}
	return true;
}

static void split(struct pattern *pattern, const char *text, const char *end)
{
	while (text < end) {
		size_t len = strcspn(text, blanks);

		if (len > (size_t)(end - text))
			len = end - text;
		if (len)
			add_glob(pattern, text, len);
		text += len + 1;
	}
}

bool pattern_parse(struct pattern *pattern, const char *head, char *words)
{
	const char *end = find_end(head + 1), *rest;

	*pattern = (struct pattern){ 0 };
	if (!end) {
		snprintf(words, WORDS_SIZE, "the section's ] is missing");
		return false;
	}
	rest = end + 1 + strspn(end + 1, blanks);
	if (*rest && !strchr("#;", *rest)) {
		snprintf(words, WORDS_SIZE,
			 "'%.100s' follows the section's ]", rest);
		return false;
	}
	split(pattern, head + 1, end);
	take_family(pattern);
	if (!pattern->count)
		snprintf(words, WORDS_SIZE,
			 "the section names no interface: write [*] for all");
	return pattern->count;
}

void pattern_free(struct pattern *pattern)
{
	while (pattern->count)
		remove_glob(pattern);
	free(pattern->globs);
}

static bool is_for(const struct pattern *pattern, const struct family *family)
{
	return !pattern->family || pattern->family == family;
}

static bool glob_names(const struct glob *glob, const char *ifname)
{
	return glob->name && !strcmp(glob->name, ifname);
}

bool pattern_matches(const struct pattern *pattern, const char *ifname,
		     const struct family *family)
{
	size_t i;

	if (!is_for(pattern, family))
		return false;
	for (i = 0; i < pattern->count; i++) {
		const struct glob *glob = &pattern->globs[i];

		if (glob->name ? glob_names(glob, ifname) :
				 !fnmatch(glob->text, ifname, 0))
			return true;
	}
	return false;
}

const char *pattern_link(const struct pattern *pattern)
{
	return pattern->count == 1 && pattern->family ?
	       pattern->globs[0].name : NULL;
}

bool pattern_names(const struct pattern *pattern, const char *ifname)
{
	size_t i;

	for (i = 0; i < pattern->count; i++)
		if (glob_names(&pattern->globs[i], ifname))
			return true;
	return false;
}

void pattern_print(const struct pattern *pattern, FILE *to)
{
	size_t i;

	for (i = 0; i < pattern->count; i++)
		fprintf(to, "%s%s", i ? " " : "[", pattern->globs[i].text);
	if (pattern->family)
		fprintf(to, " %s", pattern->family->name);
	fputs("]\n", to);
}

void pattern_print_link(const char *ifname, const struct family *family,
			FILE *to)
{
	fputc('[', to);
	for (; *ifname; ifname++) {
		if (strchr("*?[]\\", *ifname))
			fputc('\\', to);
		fputc(*ifname, to);
	}
	fprintf(to, " %s]\n", family->name);
}
