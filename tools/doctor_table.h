/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[CHECK_D11] = {
	.id = "D11",
	.host = doctor_device_none_enabled,
},
[CHECK_D12] = {
	.id = "D12",
	.needs = NEEDS_MODULE,
	.link = doctor_device_down,
},
[CHECK_D30] = {
	.id = "D30",
	.running = doctor_address_none,
},
