// SPDX-License-Identifier: GPL-2.0
#include "wellknown.h"
#include "compiler.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * What only one application uses. Left out are 239.255.0.0/16, which Dante, NDI
 * and sACN share, and AVB (IEEE 1722), which has no IP addresses.
 *
 * IANA4 and IANA6 are the registries "IPv4 Multicast Address Space" and "IPv6
 * Multicast Address Space".
 */
static const struct group {
	const char *address;
	unsigned char bits;	/* of the prefix; 0: the whole address */
	bool any_scope;		/* IPv6: the scope ff0x is any */
	const char *name;
} groups[] = {
	{ "224.0.0.2", 0, false, "all-routers" },	/* RFC 1112 */
	{ "224.0.0.4", 0, false, "DVMRP" },		/* RFC 1075 */
	{ "224.0.0.5", 0, false, "OSPF" },		/* RFC 2328 */
	{ "224.0.0.6", 0, false, "OSPF-DR" },		/* RFC 2328 */
	{ "224.0.0.9", 0, false, "RIPv2" },		/* RFC 2453 */
	{ "224.0.0.10", 0, false, "EIGRP" },		/* RFC 7868 */
	{ "224.0.0.13", 0, false, "PIM" },		/* RFC 7761 */
	{ "224.0.0.18", 0, false, "VRRP" },		/* RFC 9568 */
	{ "224.0.0.22", 0, false, "IGMPv3" },		/* RFC 9776 */
	{ "224.0.0.102", 0, false, "HSRP/GLBP" },	/* IANA4 */
	{ "224.0.0.106", 0, false, "all-snoopers" },	/* RFC 4286 */
	{ "224.0.0.107", 0, false, "PTP" },		/* IEEE 1588 D.3 */
	{ "224.0.0.230", 31, false, "Dante" },		/* Audinate's FAQ: */
	{ "224.0.0.232", 31, false, "Dante" },		/* .230 to .233 */
	{ "224.0.0.251", 0, false, "mDNS" },		/* RFC 6762 */
	{ "224.0.0.252", 0, false, "LLMNR" },		/* RFC 4795 */
	{ "224.0.0.253", 0, false, "Teredo" },		/* RFC 4380 */
	{ "224.0.1.1", 0, false, "NTP" },		/* RFC 5905 */
	{ "224.0.1.22", 0, false, "SLP" },		/* IANA4: SVRLOC */
	{ "224.0.1.35", 0, false, "SLP-DA" },		/* IANA4: SVRLOC-DA */
	{ "224.0.1.60", 0, false, "HP-discovery" },	/* IANA4 */
	{ "224.0.1.75", 0, false, "SIP" },		/* RFC 2543 */
	{ "224.0.1.129", 0, false, "PTP" },		/* IEEE 1588 D.3; */
	{ "224.0.1.130", 31, false, "PTP" },		/* up to .132 for */
	{ "224.0.1.132", 0, false, "PTP" },		/* version 1, Dante */
	{ "224.0.1.187", 0, false, "CoAP" },		/* RFC 7252 */
	{ "224.0.23.12", 0, false, "KNXnet/IP" },	/* IANA4 */
	{ "224.2.127.254", 0, false, "SAP" },		/* RFC 2974 */
	{ "239.69.0.0", 16, false, "AES67" },		/* Audinate's FAQ */
	{ "239.195.255.255", 0, false, "SAP" },		/* RFC 2974 */
	{ "239.255.255.250", 0, false, "SSDP" },	/* UPnP 2.0 1.1 */
	{ "239.255.255.253", 0, false, "SLP" },		/* RFC 2608 */
	{ "239.255.255.255", 0, false, "SAP" },		/* RFC 2974 */
	{ "ff00::2", 0, true, "all-routers" },		/* RFC 4291 */
	{ "ff02::5", 0, false, "OSPF" },		/* RFC 5340 */
	{ "ff02::6", 0, false, "OSPF-DR" },		/* RFC 5340 */
	{ "ff02::9", 0, false, "RIPng" },		/* RFC 2080 */
	{ "ff02::a", 0, false, "EIGRP" },		/* RFC 7868 */
	{ "ff02::d", 0, false, "PIM" },			/* RFC 7761 */
	{ "ff02::12", 0, false, "VRRP" },		/* RFC 9568 */
	{ "ff02::16", 0, false, "MLDv2" },		/* RFC 9777 */
	{ "ff02::6a", 0, false, "all-snoopers" },	/* RFC 4286 */
	{ "ff02::6b", 0, false, "PTP" },		/* IEEE 1588 E.3 */
	{ "ff02::1:2", 0, false, "DHCPv6" },		/* RFC 8415 */
	{ "ff02::1:3", 0, false, "LLMNR" },		/* RFC 4795 */
	{ "ff02::1:ff00:0", 104, false, "solicited-node" }, /* RFC 4291 */
	{ "ff02::2:ff00:0", 104, false, "node-information" }, /* RFC 4620 */
	{ "ff05::1:3", 0, false, "DHCPv6" },		/* RFC 8415 */
	{ "ff00::c", 0, true, "SSDP" },			/* UPnP 2.0 A.2 */
	{ "ff00::fb", 0, true, "mDNS" },		/* RFC 6762 */
	{ "ff00::fd", 0, true, "CoAP" },		/* RFC 7252 */
	{ "ff00::101", 0, true, "NTP" },		/* RFC 5905 */
	{ "ff00::116", 0, true, "SLP" },		/* RFC 3111 */
	{ "ff00::123", 0, true, "SLP-DA" },		/* RFC 3111 */
	{ "ff00::181", 0, true, "PTP" },		/* IEEE 1588 E.3 */
	{ "ff00::2:7ffe", 0, true, "SAP" },		/* RFC 2974 */
};

/* The bytes of an address, and their number; 0: it is none. */
static size_t parse(const char *text, unsigned char *bytes)
{
	if (inet_pton(AF_INET, text, bytes) == 1)
		return sizeof(struct in_addr);
	if (inet_pton(AF_INET6, text, bytes) == 1)
		return sizeof(struct in6_addr);
	return 0;
}

static bool same_bits(const unsigned char *a, const unsigned char *b,
		      size_t bits)
{
	size_t whole = bits / 8, rest = bits % 8;

	return !memcmp(a, b, whole) &&
	       (!rest || !((a[whole] ^ b[whole]) >> (8 - rest)));
}

/* RFC 4291 2.7: the second byte of a permanent group is its scope. */
static void forget_scope(unsigned char *bytes)
{
	if (!(bytes[1] & 0xf0))
		bytes[1] = 0;
}

static bool matches(const struct group *group, const unsigned char *bytes,
		    size_t len)
{
	unsigned char ours[sizeof(struct in6_addr)];
	unsigned char theirs[sizeof(struct in6_addr)];

	if (parse(group->address, ours) != len)
		return false;
	memcpy(theirs, bytes, len);
	if (group->any_scope)
		forget_scope(theirs);
	return same_bits(ours, theirs, group->bits ? group->bits : 8 * len);
}

const char *wellknown_name(const char *address)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	size_t i, len = parse(address, bytes);

	for (i = 0; len && i < ARRAY_SIZE(groups); i++)
		if (matches(&groups[i], bytes, len))
			return groups[i].name;
	return NULL;
}
