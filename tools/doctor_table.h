/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[CHECK_D01] = {
	.id = "D01",
	.host = doctor_module_absent,
},
[CHECK_D02] = {
	.id = "D02",
	.host = doctor_module_other_kernel,
},
[CHECK_D04] = {
	.id = "D04",
	.host = doctor_module_next,
},
[CHECK_D05] = {
	.id = "D05",
	.host = doctor_module_old,
},
[CHECK_D06] = {
	.id = "D06",
	.host = doctor_file_not_at_boot,
},
[CHECK_D07] = {
	.id = "D07",
	.host = doctor_file_faulty,
},
[CHECK_D08] = {
	.id = "D08",
	.needs = NEEDS_MODULE,
	.link = doctor_file_compare,
},
[CHECK_D11] = {
	.id = "D11",
	.host = doctor_device_none_enabled,
},
[CHECK_D12] = {
	.id = "D12",
	.needs = NEEDS_MODULE,
	.link = doctor_device_down,
},
[CHECK_D13] = {
	.id = "D13",
	.device = doctor_bridge_unasked,
},
[CHECK_D14] = {
	.id = "D14",
	.running = doctor_bridge_two_queriers,
},
[CHECK_D17] = {
	.id = "D17",
	.needs = NEEDS_MODULE,
	.link = doctor_bridge_deaf,
},
[CHECK_D18] = {
	.id = "D18",
	.device = doctor_bridge_fast_leave,
},
[CHECK_D21] = {
	.id = "D21",
	.needs = NEEDS_MODULE,
	.device = doctor_vlan_unserved,
},
[CHECK_D23] = {
	.id = "D23",
	.running = doctor_device_no_wire,
},
[CHECK_D28] = {
	.id = "D28",
	.host = doctor_device_same_lan,
	.wire = doctor_wire_lan_sibling,
},
[CHECK_D30] = {
	.id = "D30",
	.running = doctor_address_none,
},
[CHECK_D31] = {
	.id = "D31",
	.running = doctor_address_link_local,
},
[CHECK_D32] = {
	.id = "D32",
	.running = doctor_address_twice,
	.wire = doctor_wire_lan_twin,
},
[CHECK_D33] = {
	.id = "D33",
	.needs = NEEDS_MODULE,
	.link = doctor_address_no_link_local,
},
[CHECK_D34] = {
	.id = "D34",
	.running = doctor_address_missing,
},
[CHECK_D40] = {
	.id = "D40",
	.running = doctor_rival_winner,
},
[CHECK_D41] = {
	.id = "D41",
	.wire = doctor_wire_rival_two,
},
[CHECK_D42] = {
	.id = "D42",
	.running = doctor_rival_off_subnet,
	.wire = doctor_wire_rival_far,
},
[CHECK_D43] = {
	.id = "D43",
	.wire = doctor_wire_rival_nothing,
},
[CHECK_D44] = {
	.id = "D44",
	.running = doctor_rival_old,
},
[CHECK_D46] = {
	.id = "D46",
	.wire = doctor_wire_rival_storm,
},
[CHECK_D47] = {
	.id = "D47",
	.running = doctor_rival_router,
	.host = doctor_rival_service,
},
[CHECK_D48] = {
	.id = "D48",
	.wire = doctor_wire_rival_pim,
},
[CHECK_D50] = {
	.id = "D50",
	.wire = doctor_wire_lan_tag,
},
[CHECK_D51] = {
	.id = "D51",
	.wire = doctor_wire_lan_loop,
},
[CHECK_D52] = {
	.id = "D52",
	.wire = doctor_wire_lan_fault,
},
[CHECK_D60] = {
	.id = "D60",
	.running = doctor_answer_none,
	.wire = doctor_wire_answer_none,
},
[CHECK_D62] = {
	.id = "D62",
	.needs = NEEDS_MODULE,
	.wire = doctor_wire_answer_wall,
},
[CHECK_D63] = {
	.id = "D63",
	.running = doctor_answer_not_own,
	.wire = doctor_wire_answer_own,
},
[CHECK_D64] = {
	.id = "D64",
	.needs = NEEDS_MODULE,
	.wire = doctor_wire_answer_unsent,
},
[CHECK_D65] = {
	.id = "D65",
	.running = doctor_answer_reverse_path,
},
[CHECK_D80] = {
	.id = "D80",
	.running = doctor_setting_too_rare,
},
[CHECK_D82] = {
	.id = "D82",
	.running = doctor_setting_fragile,
},
[CHECK_D83] = {
	.id = "D83",
	.needs = NEEDS_MODULE,
	.wire = doctor_wire_answer_version,
},
[CHECK_D85] = {
	.id = "D85",
	.running = doctor_setting_limits,
},
[CHECK_D86] = {
	.id = "D86",
	.running = doctor_setting_passive,
},
