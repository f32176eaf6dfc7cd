// SPDX-License-Identifier: GPL-2.0
/*
 * Reads one file. libinih splits it into keys and values; as Debian builds it,
 * it tells the handler no line, keeps 49 bytes of a section's head and 199 of
 * a line, ends a head at its first "]", and takes an indented line for more of
 * the value before. So it is given lines one by one: without blanks around and
 * without comments, and with numbers for heads.
 */
#include "conf.h"
#include "message.h"
#include "value.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const char blanks[] = " \t\r\n\v\f";
static const char byte_order_mark[] = "\xef\xbb\xbf";

/**
 * struct reader - a file that is read
 * @conf: what is known of it and the files before
 * @file: the file
 * @place: the line that was given to the library
 * @text: it, for getline()
 * @size: size of @text
 * @section: the section it is in; NULL: none yet
 * @is_headed: it has a head
 * @pending: the library has not called back for this line
 */
struct reader {
	struct conf *conf;
	FILE *file;
	struct place place;
	char *text;
	size_t size;
	struct section *section;
	bool is_headed;
	bool pending;
};

void conf_complain(struct conf *conf, const struct place *place,
		   const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = message_format(format, args);
	va_end(args);
	message_at(place->file, place->line, text);
	free(text);
	conf->faulty = true;
}

bool conf_is_default(const struct setting *setting)
{
	return !strcmp(setting->text, "default");
}

bool conf_is_for(const struct setting *setting, const struct family *family,
		 char *raw, char *words)
{
	if (!key_is_for(setting->key, family)) {
		snprintf(words, WORDS_SIZE, "is for IGMP only");
		return false;
	}
	if (!conf_is_default(setting))
		return value_parse(setting->key, family, setting->text, raw,
				   words);
	*raw = '\0';
	return true;
}

/* Without a family, a value such as an address is for those that take it. */
static bool fits(const struct setting *setting, const struct pattern *pattern,
		 char *words)
{
	char raw[VALUE_SIZE], ignored[WORDS_SIZE];
	const struct family *first = pattern->family;
	size_t i;

	for (i = 0; !pattern->family && i < family_count; i++)
		if (conf_is_for(setting, &families[i], raw, ignored))
			return true;
	return conf_is_for(setting, first ? first : families, raw, words);
}

static void complain_value(struct reader *reader, const struct setting *setting,
			   const char *words)
{
	const struct family *family = reader->section->pattern.family;
	char allowed[WORDS_SIZE];

	value_allowed(setting->key, family ? family : families, allowed);
	conf_complain(reader->conf, &reader->place,
		      "%s %s %s: must be %s, or default", setting->key->name,
		      setting->text, words, allowed);
}

static void complain_key(struct reader *reader, const char *name,
			 const struct key *key)
{
	const struct family *family = reader->section->pattern.family;
	char names[KEY_NAMES_SIZE];
	const char *why = "there is no such key";

	if (key && key->read_only)
		why = "it can only be shown";
	else if (key)
		why = "MLD has no such key";
	key_names(family ? family : families, names);
	conf_complain(reader->conf, &reader->place,
		      "cannot set %s: %s: what can be set is %s", name, why,
		      names);
}

static bool is_known(const struct key *key, const struct pattern *pattern)
{
	return key && !key->read_only &&
	       (!pattern->family || key_is_for(key, pattern->family));
}

static void check_first(struct reader *reader, const struct key *key)
{
	const struct section *section = reader->section;
	size_t i;

	for (i = 0; i < section->count; i++)
		if (section->settings[i].key == key)
			conf_complain(reader->conf, &reader->place,
				      "%s is already set in line %u of this section",
				      key->name,
				      section->settings[i].place.line);
}

static void add_setting(struct reader *reader, const struct key *key,
			const char *text)
{
	struct section *section = reader->section;
	struct setting *settings, *setting;
	char words[WORDS_SIZE];

	settings = realloc(section->settings,
			   (section->count + 1) * sizeof(*settings));
	if (!settings)
		message_no_memory();
	section->settings = settings;
	check_first(reader, key);
	setting = &settings[section->count];
	*setting = (struct setting){
		.key = key,
		.text = strdup(text),
		.place = reader->place,
		.rank = reader->conf->settings++,
	};
	if (!setting->text)
		message_no_memory();
	section->count++;
	if (!fits(setting, &section->pattern, words))
		complain_value(reader, setting, words);
}

static struct section *add_section(struct reader *reader)
{
	struct conf *conf = reader->conf;
	struct section *section = calloc(1, sizeof(*section));

	conf->sections = reallocarray(conf->sections, conf->count + 1,
				      sizeof(*conf->sections));
	if (!section || !conf->sections)
		message_no_memory();
	conf->sections[conf->count++] = section;
	section->place = reader->place;
	return section;
}

/* Above all sections, a section that is for no interface. */
static void complain_above(struct reader *reader, const char *name)
{
	if (!reader->section)
		reader->section = add_section(reader);
	if (!reader->is_headed)
		conf_complain(reader->conf, &reader->place,
			      "%s stands before any section: write [*] above it, for all interfaces",
			      name);
}

/* The library found a key and its value. */
static int take_pair(void *context, const char *head, const char *name,
		     const char *value)
{
	struct reader *reader = context;
	const struct key *key = key_find(name);

	(void)head;
	reader->pending = false;
	complain_above(reader, name);
	if (is_known(key, &reader->section->pattern))
		add_setting(reader, key, value);
	else
		complain_key(reader, name, key);
	return 1;
}

static void complain_names(struct reader *reader)
{
	const struct pattern *pattern = &reader->section->pattern;
	size_t i;

	for (i = 0; i < pattern->count; i++)
		if (!pattern_can_match(&pattern->globs[i]))
			conf_complain(reader->conf, &reader->place,
				      "'%.100s' cannot be an interface's name",
				      pattern->globs[i].text);
}

/* The keys of a faulty section are looked at, too: it has no interface. */
static void begin_section(struct reader *reader, const char *head)
{
	struct section *section = add_section(reader);
	char words[WORDS_SIZE];

	reader->is_headed = true;
	reader->section = section;
	if (!pattern_parse(&section->pattern, head, words))
		conf_complain(reader->conf, &reader->place, "%s", words);
	complain_names(reader);
	lookup_add(&reader->conf->lookup, &section->pattern,
		   reader->conf->count - 1);
}

/* The line before, if the library has found no key in it. */
static void complain_pending(struct reader *reader)
{
	if (reader->pending)
		conf_complain(reader->conf, &reader->place,
			      "this is neither [INTERFACE] nor KEY = VALUE");
	reader->pending = false;
}

static bool read_line(struct reader *reader)
{
	ssize_t len;

	complain_pending(reader);
	reader->place.line++;
	len = getline(&reader->text, &reader->size, reader->file);
	if (len < 0)
		return false;
	if (strlen(reader->text) != (size_t)len)
		conf_complain(reader->conf, &reader->place,
			      "the line has a NUL byte");
	return true;
}

/* The line without blanks around it, and a key without a comment. */
static char *tidy(struct reader *reader)
{
	char *text = reader->text;
	size_t len;

	if (reader->place.line == 1 &&
	    !strncmp(text, byte_order_mark, strlen(byte_order_mark)))
		text += strlen(byte_order_mark);
	text += strspn(text, blanks);
	len = *text == '[' ? strlen(text) : pattern_comment(text);
	while (len && strchr(blanks, text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

static void give_line(struct reader *reader, char *buffer, int size)
{
	char *text = tidy(reader);

	*buffer = '\0';
	if (*text == '[') {
		begin_section(reader, text);
		snprintf(buffer, size, "[%zu]\n", reader->conf->count);
	} else if (*text && strlen(text) + 2 > (size_t)size) {
		conf_complain(reader->conf, &reader->place,
			      "the line is too long");
	} else if (*text) {
		snprintf(buffer, size, "%s\n", text);
		reader->pending = true;
	}
}

/* In place of fgets(), for the library. */
static char *next_line(char *buffer, int size, void *context)
{
	struct reader *reader = context;

	do {
		if (!read_line(reader))
			return NULL;
		give_line(reader, buffer, size);
	} while (!*buffer);
	return buffer;
}

static char *add_file(struct conf *conf, const char *path)
{
	char *copy = strdup(path);

	conf->files = reallocarray(conf->files, conf->file_count + 1,
				   sizeof(*conf->files));
	if (!copy || !conf->files)
		message_no_memory();
	conf->files[conf->file_count++] = copy;
	return copy;
}

static void complain_unreadable(struct reader *reader, const char *why)
{
	reader->place.line = 0;
	conf_complain(reader->conf, &reader->place, "cannot be read: %s", why);
}

/* A file, or /dev/null, which hides one: others may have no end. */
static const char *refuse_kind(int fd)
{
	struct stat info;

	if (fstat(fd, &info))
		return strerror(errno);
	if (S_ISREG(info.st_mode) ||
	    (S_ISCHR(info.st_mode) && info.st_rdev == makedev(1, 3)))
		return NULL;
	return S_ISDIR(info.st_mode) ? strerror(EISDIR) : "it is no file";
}

/* Does not wait for who writes to a pipe. On failure @why says why. */
static FILE *open_file(const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	FILE *file;

	*why = fd < 0 ? strerror(errno) : refuse_kind(fd);
	if (*why) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	file = fdopen(fd, "r");
	if (!file)
		message_no_memory();
	return file;
}

void conf_read(struct conf *conf, const char *path)
{
	struct reader reader = {
		.conf = conf,
		.place = { .file = add_file(conf, path) },
	};
	const char *why;

	reader.file = open_file(path, &why);
	if (!reader.file) {
		complain_unreadable(&reader, why);
		return;
	}
	errno = 0;
	ini_parse_stream(next_line, &reader, take_pair, &reader);
	if (ferror(reader.file))
		complain_unreadable(&reader, strerror(errno ? errno : EIO));
	fclose(reader.file);
	free(reader.text);
	lookup_sort(&conf->lookup);
}

struct section *conf_next(const struct conf *conf, struct lookup_walk *walk,
			  const char *ifname, const struct family *family)
{
	size_t i;

	while (lookup_next(walk, &i))
		if (pattern_matches(&conf->sections[i]->pattern, ifname,
				    family))
			return conf->sections[i];
	return NULL;
}

static void free_section(struct section *section)
{
	while (section->count)
		free(section->settings[--section->count].text);
	free(section->settings);
	pattern_free(&section->pattern);
	free(section);
}

void conf_free(struct conf *conf)
{
	while (conf->count)
		free_section(conf->sections[--conf->count]);
	while (conf->file_count)
		free(conf->files[--conf->file_count]);
	lookup_free(&conf->lookup);
	free(conf->sections);
	free(conf->files);
}
