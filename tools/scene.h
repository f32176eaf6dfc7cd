/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the doctor looks at: the interfaces and their queriers, read once, and
 * what was found. Each check is a function that reads it, and adds findings.
 *
 * "doctor --listen" fills in scene_device.heard before the checks run.
 */
#ifndef QC_SCENE_H
#define QC_SCENE_H

#include "conf.h"
#include "explicit.h"
#include "finding.h"
#include "key.h"
#include "value.h"
#include "../querier/uapi.h"

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

struct request;
struct listen;	/* what --listen heard: listen.h */

/* A number that the module does not give. */
#define SCENE_NONE	UINT64_MAX

enum { SCENE_FAMILIES = 2, SCENE_MAC_SIZE = sizeof("00:00:00:00:00:00"),
       SCENE_ADDRESS_SIZE = 46 };

/**
 * struct scene_link - one family's querier on an interface
 * @device: the interface
 * @family: the family
 * @dir: its directory; -1: the module has no such link
 * @raw: the contents of its files; "" for a file that is not there
 * @numbers: by IGMP_QUERIER_A_*, as far as the module gives them by netlink
 * @since_ms: for how long its counters have counted; or SCENE_NONE
 * @groups_added: groups that its table ever got; or SCENE_NONE
 * @querier_mac: of the querier, or ""
 * @older_querier: the querier that forces an older version, or ""
 */
struct scene_link {
	const struct scene_device *device;
	const struct family *family;
	int dir;
	char raw[KEY_COUNT][VALUE_SIZE];
	uint64_t numbers[IGMP_QUERIER_A_MAX + 1];
	uint64_t since_ms;
	uint64_t groups_added;
	char querier_mac[SCENE_MAC_SIZE];
	char older_querier[SCENE_ADDRESS_SIZE];
};

/**
 * struct scene_device - an interface
 * @ifname: its name
 * @dir: its directory in sysfs
 * @ifindex: its number
 * @is_wanted: the command line names it, or none
 * @links: in the order of families[]
 * @heard: what came from its wire; NULL: the doctor did not listen
 */
struct scene_device {
	char ifname[IFNAMSIZ];
	int dir;
	unsigned int ifindex;
	bool is_wanted;
	struct scene_link links[SCENE_FAMILIES];
	struct listen *heard;
};

/**
 * struct scene - all of it
 * @req: the command line
 * @devices: all of this namespace
 * @count: their number
 * @is_loaded: the module is
 * @deaf: why --listen could not hear the wires; "": it did, or was not asked to
 * @conf: the configuration, once the check of it has read it
 * @explicits: what was set, as the module then said
 * @findings: what was found
 */
struct scene {
	const struct request *req;
	struct scene_device *devices;
	size_t count;
	bool is_loaded;
	char deaf[WORDS_SIZE];
	struct conf conf;
	struct explicits explicits;
	struct findings findings;
};

/* Reads it; on failure says why. scene_free() is due in either case. */
int scene_read(struct scene *scene, const struct request *req);
void scene_free(struct scene *scene);

/* Is a querier wanted there, or does one work? */
bool scene_is_enabled(const struct scene_link *link);
bool scene_is_running(const struct scene_link *link);
bool scene_is_querier(const struct scene_link *link);

/* Is there a querier, this host or another? */
bool scene_has_querier(const struct scene_link *link);

/* Is a link of the interface enabled? */
bool scene_is_served(const struct scene_device *device);

/* Is any that the command line is about? */
bool scene_is_any_served(const struct scene *scene);

/* The number in a key's file; 0 if there is none. */
uint64_t scene_number(const struct scene_link *link, enum key_id id);

/* A counter; 0 if there is none. */
uint64_t scene_counter(const struct scene_link *link, const char *name);

/* A number in a file below /, such as proc/sys/...; -1 if there is none. */
long long scene_read_number(const char *file);

/* The same for a file of the interface in sysfs. */
long long scene_device_number(const struct scene_device *device,
			      const char *file);

/* Adds a finding about a link. */
struct finding *scene_find(struct scene *scene, enum sentence_id id,
			   const struct scene_link *link);

/* The same for a counter that is not 0; NULL: it is. */
struct finding *scene_find_counter(struct scene *scene, enum sentence_id id,
				   const struct scene_link *link,
				   const char *name);

#endif /* QC_SCENE_H */
