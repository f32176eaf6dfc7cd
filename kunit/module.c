// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

MODULE_DESCRIPTION("KUnit tests of the IGMP querier");
MODULE_LICENSE("GPL");
