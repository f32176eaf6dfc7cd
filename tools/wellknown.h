/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of well-known multicast groups.
 */
#ifndef QC_WELLKNOWN_H
#define QC_WELLKNOWN_H

/*
 * The name of a group, such as "mDNS" of 224.0.0.251; NULL: it has none that
 * is certain. @address: as text
 */
const char *wellknown_name(const char *address);

#endif /* QC_WELLKNOWN_H */
