// SPDX-License-Identifier: GPL-2.0
/*
 * check: says all that is wrong in the configuration; needs no module.
 */
#include "effective.h"
#include "layers.h"
#include "message.h"
#include "verbs.h"

int check_conf(const struct request *req)
{
	struct conf conf = { .is_part = req->count };
	int status;
	size_t i;

	if (!req->count)
		layers_read(&conf, NULL);
	for (i = 0; i < req->count; i++)
		conf_read(&conf, req->args[i]);
	effective_check_all(&conf);
	if (!req->count)
		effective_check_devices(&conf);
	status = conf.faulty ? STATUS_FAILED : STATUS_DONE;
	conf_free(&conf);
	return status;
}
