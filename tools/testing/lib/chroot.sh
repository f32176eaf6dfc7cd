# shellcheck shell=bash
# Sourced by what runs programs of a Debian in a root folder, after common.sh.
#
#   make_devices ROOT          /dev of its own, as in a container
#   apt_as_here ROOT LINES     apt with these sources, and this machine's keys, proxy and trust in old lists
#   in_chroot ROOT COMMAND...  with /proc and /dev, in namespaces of its own, so that
#                              what is mounted and what is left running end with it

# Programs in the root see its own devices only.
make_devices() # ROOT
{
	local node
	mount -t tmpfs -o mode=755 tmpfs "$1/dev"
	mkdir "$1/dev/pts" "$1/dev/shm" "$1/dev/net"
	for node in null zero full random urandom tty net/tun kvm; do
		if [ -e "/dev/$node" ]; then cp -a "/dev/$node" "$1/dev/$node"; fi
	done
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$1/dev/pts"
	mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
	ln -s pts/ptmx "$1/dev/ptmx"
	ln -s /proc/self/fd "$1/dev/fd"
}

apt_as_here() # ROOT LINES
{
	[ -n "$2" ] || die "apt of this machine knows no archive for this root folder"
	printf '%s\n' "$2" >"$1/etc/apt/sources.list"
	install -D -m 644 -t "$1$(dirname "$KEYRING")" "$KEYRING"
	{
		apt-config dump | grep -E '^Acquire::([a-z]+::Proxy|Check-Valid-Until|Check-Date) ' || true
		printf 'APT::Keep-Downloaded-Packages "true";\n'
	} >"$1/etc/apt/apt.conf.d/90testing"
	cp /etc/resolv.conf "$1/etc/resolv.conf"
}

# No package starts a daemon there: policy-rc.d is Debian's way to say so.
no_daemons() # ROOT
{
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod 755 "$1/usr/sbin/policy-rc.d"
}

enter_chroot() # ROOT COMMAND...
{
	mount -t proc proc "$1/proc"
	make_devices "$1"
	exec chroot "$1" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
		LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "${@:2}"
}

in_chroot() # ROOT COMMAND...
{
	local status=0
	no_daemons "$1"
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --pid --fork --kill-child --propagation private \
		bash -euo pipefail -c 'source "$1"; shift; enter_chroot "$@"' bash <(declare -f make_devices enter_chroot) "$@" \
		</dev/null || status=$?
	rm -f "$1/usr/sbin/policy-rc.d"
	return "$status"
}
