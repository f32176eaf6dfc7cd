/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
[D11] = {
	.id = "D11",
	.severity = SEVERITY_PROBLEM,
	.text = "No querier is enabled here. Unless another host asks, switches that snoop forget each listener 260 s after its last report.",
	.advice = "querierctl enable --save {candidate}",
},
[D12] = {
	.id = "D12",
	.severity = SEVERITY_PROBLEM,
	.text = "{interface} {words}.",
	.advice = "querierctl show -v {interface}",
},
[D30] = {
	.id = "D30",
	.severity = SEVERITY_WARNING,
	.text = "{interface} has no IPv4 address, so its queries come from 0.0.0.0: some devices do not answer them, and some switches do not see a querier in them.",
	.advice = "ip address add 192.0.2.250/24 dev {interface}",
},
