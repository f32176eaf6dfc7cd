
#define genl_info_dump(cb)	genl_dumpit_info(cb)
