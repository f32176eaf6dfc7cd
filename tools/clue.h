/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Findings of what the wire showed. The wire knows better than a counter: its
 * finding takes the place of an earlier one of the same check.
 */
#ifndef QC_CLUE_H
#define QC_CLUE_H

#include "listen.h"

/* The link's index of families[]. */
unsigned int clue_family(const struct scene_link *link);

/* What was heard of the link's family. */
const struct heard_link *clue_wire(const struct scene_link *link);

/* Adds a finding about a link. */
struct finding *clue_find(struct scene *scene, enum sentence_id id,
			  const struct scene_link *link);

/* Forgets what the same check found about it before. */
void clue_refute(struct scene *scene, enum sentence_id id,
		 const struct scene_link *link);

/*
 * Evidence: the address under this name, "mac", "packets", "vlan" if there is
 * one, and "from": all of them but the number in a few words.
 */
void clue_sender(struct finding *finding, const char *name,
		 const struct scene_link *link,
		 const struct heard_sender *sender);
void clue_address(struct finding *finding, const char *name,
		  const struct scene_link *link, const uint8_t *address);

/* How much a counter rose between two moments. */
uint64_t clue_rise(const struct scene_link *link, unsigned int counter,
		   enum listen_moment from, enum listen_moment to);

#endif /* QC_CLUE_H */
