/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
#ifndef QC_DOCTOR_CHECKS_H
#define QC_DOCTOR_CHECKS_H

struct scene;
struct scene_device;
struct scene_link;

void doctor_device_none_enabled(struct scene *scene);
void doctor_device_down(struct scene *scene,
		const struct scene_link *link);
void doctor_address_none(struct scene *scene,
		const struct scene_link *link);

#endif /* QC_DOCTOR_CHECKS_H */
