/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much memory the members of a link may take.
 *
 * Links share a pool. Each may take more while it holds no more than the pool
 * has left: one link alone gets half of the pool, and leaves the rest to those
 * that come after it.
 */
#ifndef QR_BUDGET_H
#define QR_BUDGET_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/types.h>

/**
 * struct qr_pool - memory for the members of many links
 * @limit: bytes that all of them may hold; may change at any time, and fall
 *	below what they hold
 * @held: bytes that they hold
 */
struct qr_pool {
	unsigned long limit;
	atomic_long_t held;
};

/**
 * struct qr_budget - the part of one link, guarded as its members are
 * @pool: what it takes from
 * @held: bytes that it holds
 */
struct qr_budget {
	struct qr_pool *pool;
	size_t held;
};

/*
 * May the link take so many bytes now? Links that ask at the same moment may
 * all get yes: the pool then exceeds its limit by less than one object per CPU.
 */
static inline bool qr_budget_allows(const struct qr_budget *budget, size_t size)
{
	const struct qr_pool *pool = budget->pool;
	long left = READ_ONCE(pool->limit) - atomic_long_read(&pool->held);

	return left >= (long)max(size, budget->held);
}

/* Unchecked: call qr_budget_allows() first where the limit holds. */
static inline void qr_budget_take(struct qr_budget *budget, size_t size)
{
	budget->held += size;
	atomic_long_add(size, &budget->pool->held);
}

static inline void qr_budget_give(struct qr_budget *budget, size_t size)
{
	budget->held -= size;
	atomic_long_sub(size, &budget->pool->held);
}

#endif /* QR_BUDGET_H */
