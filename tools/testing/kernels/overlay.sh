# shellcheck shell=sh
# Sourced by init, in a plain shell, and by all that make a root to write in.

# DIR/root is LOWER ("a:b", a on top); what is written there goes to DIR/upper.
overlay_root() # DIR LOWER
{
	mkdir -p "$1/upper" "$1/work" "$1/root" &&
		mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
}
