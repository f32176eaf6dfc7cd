/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of IGMP packets in these tests, in hex: made with scapy 2.5 (IP,
 * IGMP and checksums) and field by field after RFC 1112 appendix I, RFC 2236 2
 * and RFC 9776 4.
 */
#ifndef QR_IGMP_PACKETS_H
#define QR_IGMP_PACKETS_H

#define GROUP4		V4(239, 1, 2, 3)

/* 10.0.0.1 > 224.0.0.1, TTL 1; of 32 and 36 bytes with Router Alert */
#define IP_28		"45c0001c 00004000 01028f1e 0a000001 e0000001"
#define IP_32		"46c00020 00004000 0102fa15 0a000001 e0000001 94040000"
#define IP_36		"46c00024 00004000 0102fa11 0a000001 e0000001 94040000"
/* 10.0.0.1 > 239.1.2.3, likewise */
#define IP_36_GROUP	"46c00024 00004000 0102e90e 0a000001 ef010203 94040000"

/* General queries: 10 s; QRV 2 and QQIC 125 s */
#define IGMP_V1		"1100eeff 00000000"
#define IGMP_V2		"1164ee9b 00000000"
#define IGMP_V3		"1164ec1e 00000000 027d0000"

#endif /* QR_IGMP_PACKETS_H */
