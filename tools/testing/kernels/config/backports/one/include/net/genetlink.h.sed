/^struct genl_dumpit_info/,/^}/s/struct nlattr \*\*attrs;/struct genl_info info;/
