# shellcheck shell=bash
# Sourced by scripts that build modules. ccache, for each suite one, knows what was
# compiled before: an object costs time only when its source, a header or a flag
# has changed. Its keys have the paths in them, so all sources are seen in /mnt.

ccache_of() # SUITE
{
	local dir=$CACHE/ccache/$1
	mkdir -p "$dir"
	echo 'max_size = 500M' >"$dir/ccache.conf"
	printf '%s\n' "$dir"
}

# For a test kernel, with this machine's compiler, and without a warning.
build_modules() # KERNEL SOURCES ARGUMENT...
{
	local kernel=$1 sources=$2 arch=um
	shift 2
	[ ! -e "$kernel/bzImage" ] || arch=x86_64
	need_root
	need_packages build-essential ccache
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -ec 'mount --bind "$1" /mnt; shift; exec "$@"' sh "$sources" \
		env CCACHE_DIR="$(ccache_of machine)" \
		make -C "$kernel" ARCH="$arch" CC="ccache gcc" M=/mnt W=1 KCFLAGS=-Werror -j"$JOBS" "$@" modules
}
