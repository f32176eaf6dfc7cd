/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One family's querier on one interface: the directory the module gives it.
 */
#ifndef QC_PORT_H
#define QC_PORT_H

#include "device.h"
#include "family.h"

#include <stdbool.h>
#include <stddef.h>

#define MODULE "igmp_querier"

/* Whether there can be any port, and words for when there cannot. */
bool module_is_loaded(void);
int fail_module(void);
int fail_no_device(const char *ifname);

/**
 * struct port - an opened directory of the module's
 * @ifname: the interface
 * @family: the family
 * @dir: the directory; stays valid if the interface is renamed
 */
struct port {
	const char *ifname;
	const struct family *family;
	int dir;
};

/* Whether the module has it; no word about it if it has not. */
bool port_is_there(const char *ifname, const struct family *family);

/* Opens a port that the user named; says why if it cannot be. */
int port_open(struct port *port, const char *ifname,
	      const struct family *family);
void port_close(struct port *port);

/* Whether an error means that the interface went away meanwhile. */
bool port_is_gone(int err);

/* Why no querier runs here, by the module's word or by looking; or NULL. */
const struct obstacle *port_obstacle(const struct port *port);

/* Returns a negative errno value if it could not do its work. */
typedef int port_visit(const struct port *port, void *context);

/*
 * Visits the ports of the interfaces named, or of all if there are none. An
 * interface that goes away meanwhile is an error only if it was named.
 */
int ports_visit(char **ifnames, size_t count, port_visit *visit,
		void *context);

#endif /* QC_PORT_H */
