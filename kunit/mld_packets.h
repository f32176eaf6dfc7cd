/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of MLD packets in these tests, in hex: made with scapy 2.5
 * (addresses, headers and checksums) and field by field after RFC 2710 3 and
 * RFC 9777 5.
 */
#ifndef QR_MLD_PACKETS_H
#define QR_MLD_PACKETS_H

#define GROUP6		V6(0xff15, 0, 0, 0, 0, 0, 0, 0x1234)

/* Payload length, next header, hop limit. */
#define HEADER(len, next, hops)	"60000000 " len next hops " "
#define FROM_1		"fe800000 00000000 00000000 00000001 "
#define FROM_5		"fe800000 00000000 00000000 00000005 "
#define FROM_7		"fe800000 00000000 00000000 00000007 "
#define TO_5		"fe800000 00000000 00000000 00000005 "
#define TO_ALL		"ff020000 00000000 00000000 00000001 "
#define TO_ROUTERS	"ff020000 00000000 00000000 00000002 "
#define TO_V2_ROUTERS	"ff020000 00000000 00000000 00000016 "
#define TO_GROUP	"ff150000 00000000 00000000 00001234 "
#define ALERT		"3a000502 00000100"

/* General queries from fe80::1: 10 s; QRV 2 and QQIC 125 s */
#define MLD_V1								\
	"82005917 27100000 00000000 00000000 00000000 00000000"
#define MLD_V2								\
	"82005696 27100000 00000000 00000000 00000000 00000000 027d0000"

#endif /* QR_MLD_PACKETS_H */
