/* SPDX-License-Identifier: GPL-2.0 */
/*
 * doctor --listen: asks once, and hears what passes the wires meanwhile, beside
 * what the module counts.
 */
#ifndef QC_LISTEN_H
#define QC_LISTEN_H

#include "heard.h"
#include "scene.h"

/* When the module's counters are read. */
enum listen_moment {
	LISTEN_FIRST,	/* before the wire is open */
	LISTEN_OPEN,	/* once it is open */
	LISTEN_DUE,	/* when the time is over; more is heard after that */
	LISTEN_LAST,	/* when all that was heard is counted */
	LISTEN_MOMENTS,
};

/* The counters at a moment, by IGMP_QUERIER_STATS_A_*. */
struct listen_counts {
	uint64_t values[IGMP_QUERIER_STATS_A_MAX + 1];
};

/**
 * struct listen - what an interface heard, and the module counted there
 * @wire: what passed
 * @counts: by family and moment
 * @has_counts: by family: the module gave them
 * @time_ms: for how long it heard
 * @until_ms: when the time was over, as wire_now() counts
 * @lost: packets that came too fast to be heard
 */
struct listen {
	struct heard wire;
	struct listen_counts counts[SCENE_FAMILIES][LISTEN_MOMENTS];
	bool has_counts[SCENE_FAMILIES];
	uint64_t time_ms;
	uint64_t until_ms;
	unsigned int lost;
};

/* Fills in scene_device.heard; on failure scene.deaf, and says why. */
int listen_run(struct scene *scene);
void listen_free(struct scene *scene);

#endif /* QC_LISTEN_H */
