/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the configuration wants of one link. Sections apply in the order read:
 * later ones win.
 */
#ifndef QC_EFFECTIVE_H
#define QC_EFFECTIVE_H

#include "conf.h"
#include "value.h"

/**
 * struct wish - what one key is to be
 * @from: what says so; NULL: no section that matches names the key
 * @is_default: it is the module's own value, and not to be set
 * @raw: the value as the file has it, also if it is the module's own
 */
struct wish {
	struct setting *from;
	bool is_default;
	char raw[VALUE_SIZE];
};

/**
 * struct effective - what a link is to be
 * @matched: a section is for it; if not, it is to be switched off
 * @named: one of them has its very name
 * @wishes: by key; only of keys that can be set and that the family has
 */
struct effective {
	bool matched;
	bool named;
	struct wish wishes[KEY_COUNT];
};

/* What a section without keys would say: all is the module's own. */
void effective_begin(struct effective *effective, const struct family *family);

void effective_get(const struct conf *conf, const char *ifname,
		   const struct family *family, struct effective *effective);

/* Is a section for the interface, with either family? */
bool effective_matches(const struct conf *conf, const char *ifname);

/* Where a wish comes from: "FILE:LINE", or what else it is. */
void effective_place(const struct effective *effective,
		     const struct wish *wish, char *words, size_t size);

/*
 * Complains of values that do not go together, in the sections themselves: on
 * any interface that they may be for, none needs to be there.
 */
void effective_check_all(struct conf *conf);

/*
 * Sections for the same interface may clash there only: complains of these, as
 * far as the sections were not complained of. False: its values clash.
 */
bool effective_check(struct conf *conf, const char *ifname,
		     const struct family *family);

/* The same for all Ethernet interfaces, if there is a sysfs to find them in. */
void effective_check_devices(struct conf *conf);

#endif /* QC_EFFECTIVE_H */
