// SPDX-License-Identifier: GPL-2.0
#include "effective.h"
#include "device.h"
#include "duration.h"
#include "module.h"
#include "sysfs.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void apply_setting(struct setting *setting,
			  const struct family *family,
			  struct effective *effective)
{
	struct wish *wish = &effective->wishes[setting->key - keys];
	char raw[VALUE_SIZE], ignored[WORDS_SIZE];

	if (!conf_is_for(setting, family, raw, ignored))
		return;
	wish->from = setting;
	wish->is_default = conf_is_default(setting) ||
			   value_is_auto(setting->key, raw);
	if (conf_is_default(setting))
		module_default(setting->key, family, raw);
	snprintf(wish->raw, sizeof(wish->raw), "%s", raw);
}

static void apply_section(const struct section *section,
			  const struct family *family,
			  struct effective *effective)
{
	size_t i;

	effective->matched = true;
	for (i = 0; i < section->count; i++)
		apply_setting(&section->settings[i], family, effective);
}

void effective_begin(struct effective *effective, const struct family *family)
{
	enum key_id id;

	*effective = (struct effective){ .matched = true };
	for (id = 0; id < KEY_COUNT; id++) {
		effective->wishes[id].is_default = true;
		module_default(&keys[id], family, effective->wishes[id].raw);
	}
}

void effective_get(const struct conf *conf, const char *ifname,
		   const struct family *family, struct effective *effective)
{
	struct lookup_walk walk = lookup_begin(&conf->lookup, ifname);
	const struct section *section;

	effective_begin(effective, family);
	effective->matched = false;
	while ((section = conf_next(conf, &walk, ifname, family))) {
		apply_section(section, family, effective);
		if (pattern_names(&section->pattern, ifname))
			effective->named = true;
	}
	if (!effective->matched) {
		struct wish *enable = &effective->wishes[KEY_QUERIER_ENABLE];

		enable->is_default = false;
		strcpy(enable->raw, "0");
	}
}

bool effective_matches(const struct conf *conf, const char *ifname)
{
	size_t i;

	for (i = 0; i < family_count; i++) {
		struct lookup_walk walk = lookup_begin(&conf->lookup, ifname);

		if (conf_next(conf, &walk, ifname, &families[i]))
			return true;
	}
	return false;
}

void effective_place(const struct effective *effective,
		     const struct wish *wish, char *words, size_t size)
{
	if (wish->from)
		snprintf(words, size, "%s:%u", wish->from->place.file,
			 wish->from->place.line);
	else
		snprintf(words, size, "%s", effective->matched ? "default" :
			 "no section matches");
}

/* Which of two settings was read later? It brought the clash. */
static struct setting *later(struct setting *a, struct setting *b)
{
	if (!a || !b)
		return a ? a : b;
	return a->rank > b->rank ? a : b;
}

/* It may clash with both families, and on many interfaces: it is said once. */
static bool is_known(struct setting *last, const char *ifname)
{
	if (last->complained || (ifname && !strcmp(last->ifname, ifname)))
		return true;
	if (ifname)
		snprintf(last->ifname, sizeof(last->ifname), "%s", ifname);
	else
		last->complained = true;
	return false;
}

/* @ifname: the interface, or NULL: it clashes on all that the section is for */
static void complain_bound(struct conf *conf, const struct effective *effective,
			   const struct key_bound *bound, const char *ifname)
{
	const struct wish *low = &effective->wishes[bound->low];
	const struct wish *high = &effective->wishes[bound->high];
	struct setting *last = later(low->from, high->from);
	char low_text[VALUE_SIZE], high_text[VALUE_SIZE];

	if (conf->is_part && (!low->from || !high->from))
		return;
	if (!last || is_known(last, ifname))
		return;
	duration_format(strtoull(low->raw, NULL, 10), low_text, VALUE_SIZE);
	duration_format(strtoull(high->raw, NULL, 10), high_text, VALUE_SIZE);
	conf_complain(conf, &last->place,
		      "%s%s%s %s is above %s %s: must be at most that",
		      ifname ? ifname : "", ifname ? ": " : "",
		      keys[bound->low].name, low_text, keys[bound->high].name,
		      high_text);
}

static bool check(struct conf *conf, const struct effective *effective,
		  const char *ifname)
{
	bool is_right = true;
	size_t i;

	for (i = 0; i < key_bound_count; i++) {
		const struct key_bound *bound = &key_bounds[i];
		const char *low = effective->wishes[bound->low].raw;
		const char *high = effective->wishes[bound->high].raw;

		if (strtoull(low, NULL, 10) <= strtoull(high, NULL, 10))
			continue;
		complain_bound(conf, effective, bound, ifname);
		is_right = false;
	}
	return is_right;
}

bool effective_check(struct conf *conf, const char *ifname,
		     const struct family *family)
{
	struct effective effective;

	effective_get(conf, ifname, family, &effective);
	return check(conf, &effective, ifname);
}

/* A glob such as "[0-9]" does not match itself; its own section counts. */
static void check_name(struct conf *conf, const struct section *section,
		       const char *name, const struct family *family)
{
	struct lookup_walk walk = lookup_begin(&conf->lookup, name);
	struct effective effective;
	size_t i;

	effective_begin(&effective, family);
	while (lookup_next(&walk, &i))
		if (conf->sections[i] == section ||
		    pattern_matches(&conf->sections[i]->pattern, name, family))
			apply_section(conf->sections[i], family, &effective);
	check(conf, &effective, NULL);
}

/*
 * No interface may be there now. A glob is taken for the name of one: so
 * "[eth*]" comes to what sections for "*" and "eth*" say, in their order.
 */
static void check_section(struct conf *conf, const struct section *section,
			  const struct family *family)
{
	size_t i;

	for (i = 0; i < section->pattern.count; i++) {
		const struct glob *glob = &section->pattern.globs[i];

		check_name(conf, section, glob->name ? glob->name : glob->text,
			   family);
	}
}

void effective_check_all(struct conf *conf)
{
	size_t i, j;

	for (i = 0; i < conf->count; i++) {
		const struct section *section = conf->sections[i];

		for (j = 0; j < family_count; j++)
			if (!section->pattern.family ||
			    section->pattern.family == &families[j])
				check_section(conf, section, &families[j]);
	}
}

static void check_device(struct conf *conf, const char *ifname)
{
	size_t i;

	for (i = 0; i < family_count && device_is_ethernet(ifname); i++)
		effective_check(conf, ifname, &families[i]);
}

void effective_check_devices(struct conf *conf)
{
	struct sysfs_names names;
	int i, dir = sysfs_open("class/net");

	if (dir < 0)
		return;
	if (!sysfs_list(dir, &names)) {
		for (i = 0; i < names.count; i++)
			check_device(conf, names.entry[i]->d_name);
		sysfs_free_names(&names);
	}
	close(dir);
}
