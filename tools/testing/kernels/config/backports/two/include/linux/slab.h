
#define kzalloc_obj(p, gfp)	kzalloc(sizeof(p), gfp)
