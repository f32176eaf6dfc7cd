// SPDX-License-Identifier: GPL-2.0
#include "fuzz_family.h"

const struct fuzz_family *const fuzz_families[] = {
	&fuzz_igmp,
	&fuzz_mld,
};

const size_t fuzz_family_count = ARRAY_SIZE(fuzz_families);
