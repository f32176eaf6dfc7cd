
#define hrtimer_setup(timer, fn, clock_id, mode)			\
	(hrtimer_init(timer, clock_id, mode), (timer)->function = (fn))
