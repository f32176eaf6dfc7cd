// SPDX-License-Identifier: GPL-2.0
#include "sample.h"
#include "escape.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

/* The format knows \\, \" and \n; all other control characters are escaped. */
void sample_print_label(const char *text, FILE *to)
{
	char *copy = escape_copy(text, false), *at;

	if (!copy)
		message_no_memory();
	for (at = copy; *at; at++) {
		if (*at == '\\' || *at == '"')
			fputc('\\', to);
		fputc(*at, to);
	}
	free(copy);
}

static char *make_labels(const struct link *link)
{
	char *labels;
	size_t size;
	FILE *to;

	to = open_memstream(&labels, &size);
	if (!to)
		message_no_memory();
	fputs("interface=\"", to);
	sample_print_label(link->ifname, to);
	fprintf(to, "\",family=\"%s\"", link->family->name);
	if (fclose(to))
		message_no_memory();
	return labels;
}

static struct sample *new_sample(const struct link *link)
{
	struct sample *sample = calloc(1, sizeof(*sample));

	if (!sample)
		message_no_memory();
	snprintf(sample->ifname, sizeof(sample->ifname), "%s", link->ifname);
	sample->link = (struct link){
		.ifname = sample->ifname,
		.family = link->family,
		.dir = -1,
	};
	sample->labels = make_labels(link);
	return sample;
}

static void free_sample(struct sample *sample)
{
	free(sample->labels);
	free(sample);
}

static void keep(struct samples *samples, struct sample *sample)
{
	samples->entry = reallocarray(samples->entry, samples->count + 1,
				      sizeof(*samples->entry));
	if (!samples->entry)
		message_no_memory();
	samples->entry[samples->count++] = sample;
}

static bool is_off(const struct sample *sample)
{
	return !strcmp(sample->rec.raw[KEY_QUERIER_ENABLE], "0");
}

static int read_sample(const struct link *link, void *context)
{
	struct sample *sample = new_sample(link);
	int err;

	err = record_read(link, NULL, &sample->rec);
	sample->rec.link = &sample->link;
	if (err || (sample->rec.unable && is_off(sample)))
		free_sample(sample);
	else
		keep(context, sample);
	return err;
}

int sample_all(struct samples *samples)
{
	*samples = (struct samples){ 0 };
	return link_visit_all(NULL, 0, read_sample, samples);
}

void sample_free_all(struct samples *samples)
{
	while (samples->count)
		free_sample(samples->entry[--samples->count]);
	free(samples->entry);
}
