// SPDX-License-Identifier: GPL-2.0
/*
 * save: writes what the kernel has into 50-saved.conf, as far as the other
 * files do not say the same.
 */
#include "effective.h"
#include "layers.h"
#include "link.h"
#include "lock.h"
#include "message.h"
#include "module.h"
#include "saved.h"
#include "state.h"
#include "verbs.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char header[] =
	"# Written by \"querierctl save\", which replaces it: your own settings\n"
	"# belong into other files. See querierctl.conf(5).\n";

/**
 * struct saving - one "save"
 * @req: the request: the interfaces, or none for all
 * @explicits: what was set, as the module says
 * @saved: the new file
 * @old: the file as it was
 * @conf: all files, with the part of the new one that is written
 */
struct saving {
	const struct request *req;
	struct explicits explicits;
	struct saved saved;
	struct conf old;
	struct conf conf;
};

static bool is_requested(const struct saving *saving, const char *ifname)
{
	const struct request *req = saving->req;
	size_t i;

	for (i = 0; i < req->count; i++)
		if (!strcmp(req->args[i], ifname))
			return true;
	return !req->count;
}

/* Will the link be saved now? One that is not there keeps its sections. */
static bool is_replaced(const struct saving *saving,
			const struct pattern *pattern)
{
	const char *ifname = pattern_link(pattern);

	return ifname && is_requested(saving, ifname) &&
	       link_exists(ifname, pattern->family);
}

static void keep_section(const struct section *section, FILE *to)
{
	size_t i;

	fputc('\n', to);
	pattern_print(&section->pattern, to);
	for (i = 0; i < section->count; i++)
		fprintf(to, "%s = %s\n", section->settings[i].key->name,
			section->settings[i].text);
}

/* Copies what stays of the old file. */
static int keep_old(struct saving *saving)
{
	FILE *to = atomic_file(saving->saved.file);
	struct conf *old = &saving->old;
	size_t i;

	fputs(header, to);
	if (!access(saving->saved.path, F_OK))
		conf_read(old, saving->saved.path);
	for (i = 0; i < old->count && !old->faulty; i++)
		if (!is_replaced(saving, &old->sections[i]->pattern))
			keep_section(old->sections[i], to);
	return old->faulty ? STATUS_FAILED : atomic_flush(saving->saved.file);
}

static int read_all(struct saving *saving)
{
	conf_free(&saving->conf);
	saving->conf = (struct conf){ 0 };
	layers_read(&saving->conf, atomic_draft(saving->saved.file));
	return saving->conf.faulty ? STATUS_FAILED : STATUS_DONE;
}

/* Would the value be lost without a section? */
static bool is_worth_saving(const struct link *link, enum key_id id,
			    const struct present *present)
{
	char own[VALUE_SIZE];

	if (id != KEY_QUERIER_ENABLE)
		return !present->is_default;
	if (strcmp(present->raw, "0"))
		return true;
	/* By its parameter, the module may begin with auto. */
	module_default(&keys[id], link->family, own);
	return !present->is_default && strcmp(own, "0");
}

/*
 * Without a section a link is to be off, regardless of its other keys. They
 * are worth a section unless all of them are the module's own.
 */
static bool needs_section(const struct link *link, const struct state *state)
{
	enum key_id id;

	for (id = 0; id < KEY_COUNT; id++)
		if (state_has(link->family, id) &&
		    !state->values[id].is_missing &&
		    is_worth_saving(link, id, &state->values[id]))
			return true;
	return false;
}

/*
 * What the old file says of keys that the module lacks, as it is older than
 * this program: what they are cannot be asked.
 */
static void find_kept(const struct saving *saving, const struct link *link,
		      const struct state *state, const struct setting **kept)
{
	struct lookup_walk walk = lookup_begin(&saving->old.lookup,
					       link->ifname);
	const struct section *section;
	size_t i;

	while ((section = conf_next(&saving->old, &walk, link->ifname,
				    link->family)))
		for (i = 0; i < section->count; i++) {
			enum key_id id = section->settings[i].key - keys;

			if (pattern_link(&section->pattern) &&
			    state_has(link->family, id) &&
			    state->values[id].is_missing)
				kept[id] = &section->settings[i];
		}
}

static bool has_any(const struct setting **kept)
{
	enum key_id id;

	for (id = 0; id < KEY_COUNT; id++)
		if (kept[id])
			return true;
	return false;
}

static void print_head(const struct link *link, FILE *to)
{
	fputc('\n', to);
	pattern_print_link(link->ifname, link->family, to);
}

static void print_value(const struct state *state, enum key_id id, FILE *to)
{
	const struct present *present = &state->values[id];
	char text[VALUE_SIZE];

	fprintf(to, "%s = %s\n", keys[id].name, present->is_default ?
		"default" : state_format(&keys[id], present->raw, false, text));
}

/* @begun: the section is needed even if it has no key */
static void save_values(const struct link *link, const struct state *state,
			const struct effective *effective,
			const struct setting **kept, bool begun, FILE *to)
{
	enum key_id id;

	if (begun)
		print_head(link, to);
	for (id = 0; id < KEY_COUNT; id++) {
		if (!kept[id] && !state_differs(state, effective, id))
			continue;
		if (!begun)
			print_head(link, to);
		begun = true;
		if (kept[id])
			fprintf(to, "%s = %s\n", keys[id].name,
				kept[id]->text);
		else
			print_value(state, id, to);
	}
}

static int save_link(const struct link *link, void *context)
{
	const struct setting *kept[KEY_COUNT] = { NULL };
	struct saving *saving = context;
	struct effective effective;
	struct state state;
	bool needs;
	int err;

	effective_get(&saving->conf, link->ifname, link->family, &effective);
	err = state_read(link, &saving->explicits, &state);
	if (err)
		return err;
	find_kept(saving, link, &state, kept);
	needs = !effective.matched &&
		(needs_section(link, &state) || has_any(kept));
	if (needs)
		effective_begin(&effective, link->family);
	save_values(link, &state, &effective, kept, needs,
		    atomic_file(saving->saved.file));
	return 0;
}

/* The new file is complete: does it have the last word? */
static int check_link(const struct link *link, void *context)
{
	struct saving *saving = context;
	struct effective effective;
	char text[VALUE_SIZE];
	struct state state;
	enum key_id id;
	int err;

	effective_get(&saving->conf, link->ifname, link->family, &effective);
	err = state_read(link, &saving->explicits, &state);
	for (id = 0; id < KEY_COUNT && !err; id++) {
		const struct wish *wish = &effective.wishes[id];

		if (!state_differs(&state, &effective, id) || !wish->from)
			continue;
		conf_complain(&saving->conf, &wish->from->place,
			      "%s %s comes after " LAYERS_SAVED ": %s %s cannot be saved as %s",
			      keys[id].name, wish->from->text, link->ifname,
			      link->family->name,
			      state_format(&keys[id], state.values[id].raw,
					   state.values[id].is_default, text));
	}
	return err;
}

static int visit_links(struct saving *saving, link_visit *visit)
{
	return link_visit_all(saving->req->args, saving->req->count, visit,
			      saving);
}

/* Would "apply" take the new file, and find nothing to do? */
static int check_all(struct saving *saving)
{
	if (read_all(saving) || visit_links(saving, check_link))
		return STATUS_FAILED;
	effective_check_all(&saving->conf);
	effective_check_devices(&saving->conf);
	return saving->conf.faulty ? STATUS_FAILED : STATUS_DONE;
}

static int write_file(struct saving *saving)
{
	if (keep_old(saving) || read_all(saving) ||
	    visit_links(saving, save_link) || atomic_flush(saving->saved.file))
		return STATUS_FAILED;
	return check_all(saving);
}

int save(const struct request *req)
{
	struct saving saving = { .req = req };
	int status;

	if (!module_is_loaded())
		return module_fail_missing();
	if (lock_take() || saved_begin(&saving.saved))
		return STATUS_FAILED;
	if (!req->count)
		explicit_load(&saving.explicits);
	status = write_file(&saving);
	explicit_free(&saving.explicits);
	conf_free(&saving.old);
	conf_free(&saving.conf);
	if (!status)
		return saved_commit(&saving.saved);
	saved_abandon(&saving.saved);
	return STATUS_FAILED;
}
