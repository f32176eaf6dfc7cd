
#define kzalloc_obj(p)	kzalloc(sizeof(p), GFP_KERNEL)
