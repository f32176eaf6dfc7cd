# shellcheck shell=bash
# Sourced in a throwaway root, whose kernels are a few fake headers: what apt does
# with the packages, which come on standard input. The comment above a case is what
# it claims.

# shellcheck source=tools/testing/tests/install/cases.sh
source "$CHECKOUT/tools/testing/tests/install/cases.sh"

debs=/root/debs
# What may differ once the packages are gone.
others='^/(var/(log|cache|lib/(apt|dpkg|systemd)|lib/dkms/mok\.[^/]*)|tmp|run)(/|$)'

unpack()
{
	mkdir "$debs"
	tar -C "$debs" -xf -
}

# The same packages of another version.
repack() # VERSION
{
	local deb
	mkdir "$debs/$1"
	for deb in "$debs"/*.deb; do
		dpkg-deb -R "$deb" "$debs/tree"
		sed -i "s/^Version: .*/Version: $1/" "$debs/tree/DEBIAN/control"
		dpkg-deb --build "$debs/tree" "$debs/$1/" >/dev/null
		rm -rf "$debs/tree"
	done
}

# A machine on which the module runs; what unloads it is noted.
module_runs()
{
	mkdir -p /sys/module/igmp_querier
	printf '#!/bin/sh\necho unloaded >>/root/unloaded\n' >/usr/local/sbin/rmmod
	printf '#!/bin/sh\nexit 1\n' >/usr/local/bin/ischroot
	chmod 755 /usr/local/sbin/rmmod /usr/local/bin/ischroot
}

# Without what is too large to look at twice, and no package's.
paths() { find / -xdev \( -path /proc -o -path /root -o -path /home -o -path /tmp \) -prune -o -print | grep -vE "$others" | sort; }
# Without triggers: man-db would read all manuals of the machine.
puts() { dpkg --no-triggers -i "$@"; }
purge() { dpkg --no-triggers --purge querierctl igmp-querier-dkms; }

# Purge leaves no path behind, not even of what "querierctl save" wrote
case_purge()
{
	unpack
	paths >/tmp/before
	puts "$debs"/*.deb
	has "$running"
	[ "$(querierctl --version | head -n 1)" = "querierctl $version" ]
	[ -L /etc/systemd/system/multi-user.target.wants/querier.service ]
	not test -e /etc/systemd/system/timers.target.wants/querierctl-metrics.timer
	systemctl enable querierctl-metrics.timer
	mkdir -p /etc/querierctl.conf.d
	touch /etc/querierctl.conf.d/50-saved.conf
	purge
	nothing_registered
	paths | diff /tmp/before -
}

# Files of the administrator's stay
case_purge_keeps()
{
	unpack
	puts "$debs"/*.deb
	mkdir -p /etc/querierctl.conf.d
	touch /etc/querierctl.conf /etc/querierctl.conf.d/{50-saved,60-mine}.conf
	purge
	test -e /etc/querierctl.conf
	test -e /etc/querierctl.conf.d/60-mine.conf
	not test -e /etc/querierctl.conf.d/50-saved.conf
}

# An upgrade leaves what runs alone; removal of the tool disables it, of the module unloads it
case_upgrade()
{
	unpack
	repack 0.1
	repack 99
	module_runs
	puts "$debs"/0.1/*.deb
	puts "$debs"/99/*.deb
	has "$running"
	puts "$debs"/0.1/*.deb
	has "$running"
	not test -e /root/unloaded
	printf '#!/bin/sh\necho "$*" >>/root/called\n' >/usr/bin/querierctl
	dpkg --no-triggers --remove querierctl
	[ "$(cat /root/called)" = "disable --all" ]
	not test -e /root/unloaded
	dpkg --no-triggers --remove igmp-querier-dkms
	test -e /root/unloaded
	has_not "$running"
}

# An administrator who disabled the unit is not overruled by an upgrade
case_disabled()
{
	unpack
	repack 99
	puts "$debs"/*.deb
	systemctl disable querier.service
	puts "$debs"/99/*.deb
	not test -e /etc/systemd/system/multi-user.target.wants/querier.service
}

# Without headers the packages are installed all the same
case_no_headers()
{
	unpack
	lose_headers "$running"
	puts "$debs"/*.deb
	has_not "$running"
	dpkg-query -W -f '${db:Status-Status}' igmp-querier-dkms | grep -qx installed
	purge
}

# OpenRC's script applies a configuration; without one it does not load the module
case_openrc()
{
	sed 's|@BINDIR@/querierctl|echo|' "$CHECKOUT/tools/packaging/querier.openrc.in" >/root/script
	starts() { sh -euc 'ebegin() { :; }; eend() { return "$1"; }; modprobe() { echo "$@"; }; . /root/script; start'; }
	[ -z "$(starts)" ]
	mkdir -p /run/querierctl.conf.d
	touch /run/querierctl.conf.d/x.conf
	[ "$(starts | paste -sd' ')" = "igmp_querier apply" ]
}
