/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Groups that this host is in and does not report, and the command that lets
 * its firewall pass the queries.
 */
#ifndef QC_SILENCE_H
#define QC_SILENCE_H

struct joins;
struct scene;
struct scene_link;

/* Adds a finding, unless all of them are reported. */
void silence_report(struct scene *scene, const struct scene_link *link,
		    const struct joins *joins);

#endif /* QC_SILENCE_H */
