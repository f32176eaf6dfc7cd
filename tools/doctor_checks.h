/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
#ifndef QC_DOCTOR_CHECKS_H
#define QC_DOCTOR_CHECKS_H

struct scene;
struct scene_device;
struct scene_link;

void doctor_module_absent(struct scene *scene);
void doctor_module_other_kernel(struct scene *scene);
void doctor_module_next(struct scene *scene);
void doctor_module_old(struct scene *scene);
void doctor_file_not_at_boot(struct scene *scene);
void doctor_file_faulty(struct scene *scene);
void doctor_file_compare(struct scene *scene,
		const struct scene_link *link);
void doctor_device_none_enabled(struct scene *scene);
void doctor_device_down(struct scene *scene,
		const struct scene_link *link);
void doctor_bridge_unasked(struct scene *scene,
		const struct scene_device *device);
void doctor_bridge_two_queriers(struct scene *scene,
		const struct scene_link *link);
void doctor_bridge_deaf(struct scene *scene,
		const struct scene_link *link);
void doctor_bridge_fast_leave(struct scene *scene,
		const struct scene_device *device);
void doctor_vlan_unserved(struct scene *scene,
		const struct scene_device *device);
void doctor_device_no_wire(struct scene *scene,
		const struct scene_link *link);
void doctor_device_same_lan(struct scene *scene);
void doctor_wire_lan_sibling(struct scene *scene,
		const struct scene_link *link);
void doctor_address_none(struct scene *scene,
		const struct scene_link *link);
void doctor_address_link_local(struct scene *scene,
		const struct scene_link *link);
void doctor_address_twice(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_lan_twin(struct scene *scene,
		const struct scene_link *link);
void doctor_address_no_link_local(struct scene *scene,
		const struct scene_link *link);
void doctor_address_missing(struct scene *scene,
		const struct scene_link *link);
void doctor_rival_winner(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_rival_two(struct scene *scene,
		const struct scene_link *link);
void doctor_rival_off_subnet(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_rival_far(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_rival_nothing(struct scene *scene,
		const struct scene_link *link);
void doctor_rival_old(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_rival_storm(struct scene *scene,
		const struct scene_link *link);
void doctor_rival_router(struct scene *scene,
		const struct scene_link *link);
void doctor_rival_service(struct scene *scene);
void doctor_wire_rival_pim(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_lan_tag(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_lan_loop(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_lan_fault(struct scene *scene,
		const struct scene_link *link);
void doctor_answer_none(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_answer_none(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_answer_wall(struct scene *scene,
		const struct scene_link *link);
void doctor_answer_not_own(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_answer_own(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_answer_unsent(struct scene *scene,
		const struct scene_link *link);
void doctor_answer_reverse_path(struct scene *scene,
		const struct scene_link *link);
void doctor_setting_too_rare(struct scene *scene,
		const struct scene_link *link);
void doctor_setting_fragile(struct scene *scene,
		const struct scene_link *link);
void doctor_wire_answer_version(struct scene *scene,
		const struct scene_link *link);
void doctor_setting_limits(struct scene *scene,
		const struct scene_link *link);
void doctor_setting_passive(struct scene *scene,
		const struct scene_link *link);

#endif /* QC_DOCTOR_CHECKS_H */
