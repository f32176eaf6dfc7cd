/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the doctor found: sentences of doctor.yaml, filled in. In a text,
 * {interface}, {family} and {protocol} stand for where it was found, any other
 * name for the evidence or the phrase of that name; one that ends in "_ms" is a
 * time.
 */
#ifndef QC_FINDING_H
#define QC_FINDING_H

#include "doctor_id.h"
#include "family.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum severity {
	SEVERITY_PROBLEM,	/* multicast is lost, or will be */
	SEVERITY_WARNING,	/* it will hurt some day */
	SEVERITY_NOTE,		/* good to know */
	SEVERITIES,
};

/**
 * struct finding - one finding
 * @id: what it says
 * @ifname: the interface; NULL: the whole host
 * @family: the family; NULL: both
 * @evidence: values by name
 * @phrases: words by name, for its texts only
 */
struct finding {
	enum sentence_id id;
	char *ifname;
	const struct family *family;
	struct json_object *evidence;
	struct json_object *phrases;
};

/**
 * struct findings - all of them
 * @entry: in the order found
 * @count: their number
 * @not_checked: a list of {id, reason}
 */
struct findings {
	struct finding **entry;
	size_t count;
	struct json_object *not_checked;
};

void findings_begin(struct findings *all);

/* Adds one, whose evidence is still to come. @ifname, @family: may be NULL. */
struct finding *finding_add(struct findings *all, enum sentence_id id,
			    const char *ifname, const struct family *family);

/* Forgets what the same check found at the same place. */
void findings_drop(struct findings *all, enum sentence_id id,
		   const char *ifname, const struct family *family);

/* Evidence; the texts need all that they name. @name is not copied. */
void finding_text(struct finding *finding, const char *name, const char *text);
void finding_number(struct finding *finding, const char *name,
		    uint64_t number);

/* Words for its texts, which are no evidence. */
void finding_phrase(struct finding *finding, const char *name,
		    const char *words);

/* A check that could not be made, and why: "needs root". Says it once. */
void findings_skip(struct findings *all, const char *id, const char *reason);

/* Are there any of this severity or a worse one, for this link? */
bool findings_has(const struct findings *all, const char *ifname,
		  const struct family *family, enum severity severity);

/* How many are there of this severity? */
unsigned int findings_count(const struct findings *all,
			    enum severity severity);

/* "problem", "warning" or "note" */
const char *findings_severity(enum severity severity);

/* Sorts them, the worst first. */
void findings_sort(struct findings *all);

/* As a line of JSON. */
void findings_print_json(const struct findings *all);

/* Two lines for each; @verbose: a third one with the evidence. */
void findings_print(const struct findings *all, bool verbose);

/* What could not be checked: a line for each reason. */
void findings_print_skipped(const struct findings *all);

void findings_free(struct findings *all);

#endif /* QC_FINDING_H */
