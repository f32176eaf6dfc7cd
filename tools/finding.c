// SPDX-License-Identifier: GPL-2.0
#include "finding.h"
#include "compiler.h"
#include "duration.h"
#include "json.h"
#include "message.h"

#include <json-c/linkhash.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 64 };

/**
 * struct sentence - what can be found
 * @id: the number of the check
 * @severity: how bad it is
 * @text: what is
 * @advice: what to do
 */
static const struct sentence {
	const char *id;
	enum severity severity;
	const char *text;
	const char *advice;
} sentences[] = {
#include "doctor_rows.h"
};

static const char *const severities[SEVERITIES] = {
	[SEVERITY_PROBLEM] = "problem",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_NOTE] = "note",
};

void findings_begin(struct findings *all)
{
	*all = (struct findings){ .not_checked = json_new_list() };
}

struct finding *finding_add(struct findings *all, enum sentence_id id,
			    const char *ifname, const struct family *family)
{
	struct finding *finding = malloc(sizeof(*finding));

	all->entry = reallocarray(all->entry, all->count + 1,
				  sizeof(*all->entry));
	if (!finding || !all->entry)
		message_no_memory();
	*finding = (struct finding){
		.id = id,
		.ifname = ifname ? strdup(ifname) : NULL,
		.family = family,
		.evidence = json_new_object(),
		.phrases = json_new_object(),
	};
	all->entry[all->count++] = finding;
	return finding;
}

void finding_text(struct finding *finding, const char *name, const char *text)
{
	json_add(finding->evidence, name, json_new_text(text));
}

void finding_number(struct finding *finding, const char *name, uint64_t number)
{
	json_add(finding->evidence, name, json_new_number(number));
}

void finding_phrase(struct finding *finding, const char *name,
		    const char *words)
{
	json_add(finding->phrases, name, json_new_text(words));
}

static bool is_skipped(const struct findings *all, const char *id,
		       const char *reason)
{
	size_t i, count = json_object_array_length(all->not_checked);

	for (i = 0; i < count; i++) {
		struct json_object *skipped =
			json_object_array_get_idx(all->not_checked, i);

		if (json_is(skipped, "id", id) &&
		    json_is(skipped, "reason", reason))
			return true;
	}
	return false;
}

void findings_skip(struct findings *all, const char *id, const char *reason)
{
	struct json_object *skipped;

	if (is_skipped(all, id, reason))
		return;
	skipped = json_new_object();
	json_add(skipped, "id", json_new_text(id));
	json_add(skipped, "reason", json_new_text(reason));
	json_append(all->not_checked, skipped);
}

static enum severity severity_of(const struct finding *finding)
{
	return sentences[finding->id].severity;
}

/* What has no interface or family is about all of them. */
static bool is_about(const struct finding *finding, const char *ifname,
		     const struct family *family)
{
	return (!finding->ifname || !strcmp(finding->ifname, ifname)) &&
	       (!finding->family || finding->family == family);
}

static void free_finding(struct finding *finding)
{
	json_object_put(finding->evidence);
	json_object_put(finding->phrases);
	free(finding->ifname);
	free(finding);
}

void findings_drop(struct findings *all, enum sentence_id id,
		   const char *ifname, const struct family *family)
{
	size_t i, kept = 0;

	for (i = 0; i < all->count; i++)
		if (is_about(all->entry[i], ifname, family) &&
		    !strcmp(sentences[all->entry[i]->id].id, sentences[id].id))
			free_finding(all->entry[i]);
		else
			all->entry[kept++] = all->entry[i];
	all->count = kept;
}

bool findings_has(const struct findings *all, const char *ifname,
		  const struct family *family, enum severity severity)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (severity_of(all->entry[i]) <= severity &&
		    is_about(all->entry[i], ifname, family))
			return true;
	return false;
}

unsigned int findings_count(const struct findings *all, enum severity severity)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < all->count; i++)
		count += severity_of(all->entry[i]) == severity;
	return count;
}

const char *findings_severity(enum severity severity)
{
	return severities[severity];
}

static bool is_time(const char *name)
{
	size_t len = strlen(name);

	return len > 3 && !strcmp(name + len - 3, "_ms");
}

/* querierctl would take a name that begins with "-" for an option. */
static bool is_like_option(const char *word, const char *command)
{
	static const char own[] = "querierctl ";

	return *word == '-' && !strncmp(command, own, strlen(own));
}

/* In a command a value with other letters is quoted for the shell. */
static void print_word(const char *word, const char *command, FILE *to)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_.:/@%+=-";
	static const char quoted[] = "'\\''";

	if (command && is_like_option(word, command))
		fputs("-- ", to);
	if (!command || (*word && word[strspn(word, plain)] == '\0')) {
		fputs(word, to);
		return;
	}
	fputc('\'', to);
	for (; *word; word++)
		if (*word == '\'')
			fputs(quoted, to);
		else
			fputc(*word, to);
	fputc('\'', to);
}

static const char *find_word(const struct finding *finding, const char *name,
			     char *text, size_t size)
{
	const char *word = NULL;

	if (!strcmp(name, "interface"))
		word = finding->ifname;
	else if (!strcmp(name, "family") && finding->family)
		word = finding->family->name;
	else if (!strcmp(name, "protocol") && finding->family)
		word = finding->family->protocol;
	else if (is_time(name))
		duration_format(json_number(finding->evidence, name), text,
				size);
	else
		word = json_text(finding->evidence, name) ?:
		       json_text(finding->phrases, name);
	return word ? word : is_time(name) ? text : "?";
}

/* Fills in a sentence; the result is to be freed. */
static char *fill_in(const struct finding *finding, const char *from,
		     bool is_command)
{
	const char *command = is_command ? from : NULL;
	char *words, name[NAME_SIZE], text[NAME_SIZE];
	size_t size;
	FILE *to = open_memstream(&words, &size);

	if (!to)
		message_no_memory();
	for (; *from; from++) {
		if (sscanf(from, "{%63[a-z0-9_]}", name) != 1) {
			fputc(*from, to);
			continue;
		}
		print_word(find_word(finding, name, text, sizeof(text)),
			   command, to);
		from = strchr(from, '}');
	}
	if (fclose(to))
		message_no_memory();
	return words;
}

static struct json_object *make_text(const struct finding *finding,
				     const char *from, bool is_command)
{
	char *words = fill_in(finding, from, is_command);
	struct json_object *text = json_new_text(words);

	free(words);
	return text;
}

static struct json_object *make_object(const struct finding *finding)
{
	const struct sentence *says = &sentences[finding->id];
	struct json_object *object = json_new_object();

	json_add(object, "id", json_new_text(says->id));
	json_add(object, "severity",
		 json_new_text(severities[says->severity]));
	json_add(object, "interface", json_new_text(finding->ifname));
	json_add(object, "family", json_new_text(finding->family ?
						 finding->family->name : NULL));
	json_add(object, "text", make_text(finding, says->text, false));
	json_add(object, "advice", make_text(finding, says->advice, true));
	json_add(object, "evidence", json_object_get(finding->evidence));
	return object;
}

static void print_evidence(struct json_object *evidence, FILE *to)
{
	json_object_object_foreach(evidence, name, value)
		fprintf(to, "%s%s=%s", ftell(to) ? " " : "", name,
			json_object_get_string(value));
}

static void print_verbose(const struct finding *finding)
{
	char *words;
	size_t size;
	FILE *to = open_memstream(&words, &size);

	if (!to)
		message_no_memory();
	print_evidence(finding->evidence, to);
	if (fclose(to))
		message_no_memory();
	if (*words)
		message_line("    %s", words);
	free(words);
}

/* " MLD", unless the text says which family it is about. */
static void describe_family(const struct finding *finding, const char *text,
			    char *words, size_t size)
{
	*words = '\0';
	if (finding->family && !strcasestr(text, finding->family->name))
		snprintf(words, size, " %s", finding->family->protocol);
}

static void print_finding(const struct finding *finding, bool verbose)
{
	struct json_object *object = make_object(finding);
	const char *text = json_text(object, "text");
	char family[NAME_SIZE];

	describe_family(finding, text, family, sizeof(family));
	message_line("%s %s%s: %s", json_text(object, "severity"),
		     json_text(object, "id"), family, text);
	message_line("    %s", json_text(object, "advice"));
	if (verbose)
		print_verbose(finding);
	json_object_put(object);
}

/* By severity, then interface, family and number. */
static int compare(const void *a, const void *b)
{
	const struct finding *first = *(struct finding *const *)a;
	const struct finding *second = *(struct finding *const *)b;
	int order = (int)severity_of(first) - (int)severity_of(second);

	if (!order)
		order = strverscmp(first->ifname ? first->ifname : "",
				   second->ifname ? second->ifname : "");
	if (!order)
		order = (first->family > second->family) -
			(first->family < second->family);
	return order ? order : (int)first->id - (int)second->id;
}

void findings_sort(struct findings *all)
{
	if (all->count)
		qsort(all->entry, all->count, sizeof(*all->entry), compare);
}

void findings_print(const struct findings *all, bool verbose)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		print_finding(all->entry[i], verbose);
}

void findings_print_json(const struct findings *all)
{
	struct json_object *object = json_new_object();
	struct json_object *list = json_new_list();
	size_t i;

	for (i = 0; i < all->count; i++)
		json_append(list, make_object(all->entry[i]));
	json_add(object, "findings", list);
	json_add(object, "not_checked", json_object_get(all->not_checked));
	json_print(object);
	putchar('\n');
}

static int compare_skipped(const void *a, const void *b)
{
	struct json_object *const *first = a, *const *second = b;
	int order = strcmp(json_text(*first, "reason"),
			   json_text(*second, "reason"));

	return order ? order : strcmp(json_text(*first, "id"),
				      json_text(*second, "id"));
}

/* Adds to a line that is NULL at first: "Not looked at, REASON: D41, D43" */
static char *add_skipped(char *line, const char *reason, const char *id)
{
	char *longer;

	if (asprintf(&longer, "%s%s%s%s", line ? line : "Not looked at, ",
		     line ? "" : reason, line ? ", " : ": ", id) < 0)
		message_no_memory();
	free(line);
	return longer;
}

void findings_print_skipped(const struct findings *all)
{
	size_t i, count = json_object_array_length(all->not_checked);
	const char *reason, *last = "";
	struct json_object *skipped;
	char *line = NULL;

	json_object_array_sort(all->not_checked, compare_skipped);
	for (i = 0; i < count; i++) {
		skipped = json_object_array_get_idx(all->not_checked, i);
		reason = json_text(skipped, "reason");
		if (line && strcmp(reason, last)) {
			message_line("%s", line);
			free(line);
			line = NULL;
		}
		line = add_skipped(line, reason, json_text(skipped, "id"));
		last = reason;
	}
	if (line)
		message_line("%s", line);
	free(line);
}

void findings_free(struct findings *all)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		free_finding(all->entry[i]);
	free(all->entry);
	json_object_put(all->not_checked);
}
