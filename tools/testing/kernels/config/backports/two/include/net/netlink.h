
#define nla_put_uint(skb, attrtype, value)				\
	nla_put_u64_64bit(skb, attrtype, value, 0)
