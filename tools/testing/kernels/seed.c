// SPDX-License-Identifier: GPL-2.0
/*
 * Preloaded into user-mode Linux, which takes all its randomness from the C
 * library's getrandom(): here it is splitmix64 of $QR_SEED, so that a run can be
 * repeated.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static uint64_t state;

__attribute__((constructor)) static void read_seed(void)
{
	const char *seed = getenv("QR_SEED");

	state = seed ? strtoull(seed, NULL, 10) : 0;
}

static uint64_t next(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

ssize_t getrandom(void *buffer, size_t length, unsigned int flags)
{
	size_t done, part;

	(void)flags;
	for (done = 0; done < length; done += part) {
		uint64_t value = next();

		part = length - done < sizeof(value) ? length - done : sizeof(value);
		memcpy((char *)buffer + done, &value, part);
	}
	return length;
}
