/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which program manages the firewall of this host, to name its own command. What
 * its rules are is not looked at.
 */
#ifndef QC_FIREWALL_H
#define QC_FIREWALL_H

enum firewall {
	FIREWALL_OTHER,		/* nft alone, or none */
	FIREWALL_UFW,
	FIREWALL_FIREWALLD,
	FIREWALLS,
};

enum firewall firewall_find(void);

#endif /* QC_FIREWALL_H */
