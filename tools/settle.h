/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel announces an interface while it still holds its lock for the
 * configuration of the network (RTNL), and makes the module's files after that.
 */
#ifndef QC_SETTLE_H
#define QC_SETTLE_H

/*
 * Waits until the kernel is done with what it does to interfaces now: the files
 * of the interface are all there or not at all.
 */
void settle(const char *ifname);

#endif /* QC_SETTLE_H */
