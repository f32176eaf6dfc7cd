# shellcheck shell=bash
# Sourced in a throwaway root: fake kernels, and the cases. What a case claims is the
# comment above it, which test_dkms.py shows.

# The running kernel, another one with headers, and one without.
running=6.1.0-2-fake
newer=6.12.1-fake
bare=6.1.0-1-fake
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' "${CHECKOUT-.}/dkms.conf" 2>/dev/null) || true
src=/usr/src/igmp-querier
boot_file=/etc/modules-load.d/igmp-querier.conf
# What make may pass on to its children.
unset KERNELRELEASE MAKEFLAGS MFLAGS MAKELEVEL

# --- the root ------------------------------------------------------------------

# Builds a module of what is in M, for this kernel only. "broken": it fails;
# "breaks-later": it fails in DKMS's own tree.
fake_makefile='
modules all: ; @./build "$(M)" "$(ARCH)$(CROSS_COMPILE)$(KCFLAGS)"
clean: ; @rm -f "$(M)"/*.ko
'
fake_build='#!/bin/sh
set -e
cd "$(dirname "$0")"
kernel=$(basename "$(dirname "$PWD")")
[ -z "$2" ] || { echo "the environment leaks: $2"; exit 1; }
[ ! -e broken ] || { echo "this kernel is broken"; exit 1; }
case $1 in /var/lib/dkms/*) [ ! -e breaks-later ] || { echo "broken later"; exit 1; } ;; esac
sum=$(cat "$1/Kbuild" "$1"/querier/*.[ch] | md5sum | cut -c 1-20)
ver=$(sed -n "s/^PACKAGE_VERSION=\"\(.*\)\"/\1/p" "$1/dkms.conf")
printf ".section .modinfo,\"a\"\n.asciz \"version=$ver\"\n.asciz \"srcversion=$sum\"\n.asciz \"vermagic=$kernel\"\n" |
	as -o "$1/igmp_querier.ko" -
'

fake_kernel() # RELEASE [no-headers]
{
	local dir=/lib/modules/$1
	mkdir -p "$dir/kernel"
	touch "$dir"/modules.{order,builtin,builtin.modinfo}
	# Of its own: DKMS takes a kernel without any for one that was removed.
	printf '.section .modinfo,"a"\n.asciz "name=loop"\n' | as -o "$dir/kernel/loop.ko" -
	if [ -z "${2-}" ]; then
		mkdir -p "$dir/build/include"
		printf '%s' "$fake_makefile" >"$dir/build/Makefile"
		printf '%s' "$fake_build" >"$dir/build/build"
		chmod 755 "$dir/build/build"
	fi
	depmod "$1"
}

lose_headers() { mv "/lib/modules/$1/build" "/lib/modules/$1/no-build"; }

# As "git clone" makes one.
checkout() # FOLDER [VERSION]
{
	mkdir -p "$1/.git" "$1/tools"
	cp -a "$CHECKOUT"/{Kbuild,Makefile,dkms.conf,COPYING,querier} "$1/"
	cp -a "$CHECKOUT"/tools/dkms* "$1/tools/"
	echo precious >"$1/notes"
	[ -z "${2-}" ] || sed -i "s/^PACKAGE_VERSION=.*/PACKAGE_VERSION=\"$2\"/" "$1/dkms.conf"
}

change() { echo "/* $2 */" >>"$1/querier/main.c"; } # CHECKOUT TEXT

# It deletes much; never on a machine.
prepare()
{
	[ -e /.throwaway ] && [ ! -e /dev/pts ] || exit 1
	# The machine's own dkms, if it has one.
	rm -f /usr/sbin/dkms /usr/bin/dkms
	rm -rf /lib/modules /var/lib/dkms /var/lib/igmp-querier /etc/dkms /etc/modules-load.d "$src"*
	mkdir -p /lib/modules /var/lib/dkms /etc/modules-load.d
	printf '#!/bin/sh\n[ "$*" = -r ] && echo %s || exec /usr/bin/uname "$@"\n' "$running" >/usr/local/bin/uname
	chmod 755 /usr/local/bin/uname
	PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	fake_kernel "$running"
	here=/root/checkout/igmp-querier
	checkout "$here"
	cd /
}

# --- what is said of it -----------------------------------------------------------

# Not "!", which "set -e" does not see.
not() { if "$@"; then echo "not to be so: $*"; return 1; fi; }

installs() { echo "-- install $*"; "$here/tools/dkms" install; }
removes() { echo "-- remove"; "$here/tools/dkms" remove; }

# fails WORDS COMMAND...: with status 1, and says so.
fails()
{
	local words=$1 said status=0
	shift
	said=$("$@" 2>&1) || status=$?
	echo "$said"
	[ "$status" = 1 ] || { echo "status $status"; return 1; }
	grep -qF "$words" <<<"$said" || { echo "does not say: $words"; return 1; }
}

says()
{
	local words=$1 said
	shift
	said=$("$@" 2>&1) || { echo "$said"; return 1; }
	echo "$said"
	grep -qF "$words" <<<"$said" || { echo "does not say: $words"; return 1; }
}

all_of() # PATH...: every path below, its kind and mode, and what is in it
{
	local path
	for path; do
		[ ! -e "$path" ] || find "$path" ! -name 'modules.*' -printf '%y %m %p %l\n' | sort
		[ ! -e "$path" ] || find "$path" -type f ! -name 'modules.*' -exec sha256sum {} + | sort
	done
}

everything() { all_of "$src"* /var/lib/dkms /var/lib/igmp-querier /lib/modules /etc/modules-load.d /root/checkout; }

# DKMS's key belongs to the machine.
remember() { everything | grep -v 'lib/dkms/mok\.' >"/tmp/${1:-before}"; }
is_as_before() { everything | grep -v 'lib/dkms/mok\.' | diff "/tmp/${1:-before}" -; }

module_of() { printf '/lib/modules/%s/updates/dkms/igmp_querier.ko\n' "$1"; }
has() { # KERNEL [VERSION [TEXT in its source]]
	[ -e "$(module_of "$1")" ] || { echo "no module in kernel $1"; return 1; }
	[ "$(modinfo -F vermagic "$(module_of "$1")")" = "$1" ]
	[ "$(modinfo -F version "$(module_of "$1")")" = "${2:-$version}" ]
	dkms status igmp-querier | grep "${2:-$version}" | grep -F "$1" | grep -q installed
	grep -q "updates/dkms/igmp_querier.ko" "/lib/modules/$1/modules.dep"
}
has_not() { not test -e "$(module_of "$1")"; }
source_of() { modinfo -F srcversion "$(module_of "$1")"; }
nothing_registered() { [ -z "$(dkms status igmp-querier)" ] && not test -e /var/lib/dkms/igmp-querier; }

# What "make install" did before it wrote lists.
old_install() # VERSION
{
	install -d "$src-$1/querier"
	install -m 644 -t "$src-$1" "$here"/{Kbuild,Makefile,dkms.conf,COPYING}
	install -m 644 -t "$src-$1/querier" "$here"/querier/*.[ch]
	sed -i "s/^PACKAGE_VERSION=.*/PACKAGE_VERSION=\"$1\"/" "$src-$1/dkms.conf"
}

dkms_install() # VERSION KERNEL...
{
	local v=$1 k
	shift
	dkms status igmp-querier | grep -q "$v" || dkms add -m igmp-querier -v "$v"
	for k; do
		dkms build -m igmp-querier -v "$v" -k "$k"
		dkms install -m igmp-querier -v "$v" -k "$k"
	done
}

# --- the cases ------------------------------------------------------------------------

# All kernels with headers get it; removing it leaves nothing
case_installs_and_removes()
{
	fake_kernel "$newer"
	remember
	installs
	has "$running"
	has "$newer"
	grep -qx igmp_querier "$boot_file"
	[ ! -e "$src-$version/tools" ]
	removes
	nothing_registered
	is_as_before
	removes
	is_as_before
}

# The same version once more, from changed sources
case_updates()
{
	local was
	installs
	was=$(source_of "$running")
	change "$here" more
	installs
	has "$running"
	[ "$(source_of "$running")" != "$was" ]
	cmp "$here/querier/main.c" "$src-$version/querier/main.c"
	installs
	removes
	nothing_registered
	not test -e "$src-$version"
}

# Another version takes the place of an old one
case_new_version()
{
	checkout /root/checkout/old 0.9
	here=/root/checkout/old installs
	has "$running" 0.9
	installs
	has "$running"
	not test -e "$src-0.9"
	[ "$(dkms status igmp-querier | grep -c 0.9)" = 0 ]
}

# Kernels without headers keep their old module, and are named
case_no_headers()
{
	fake_kernel "$newer"
	checkout /root/checkout/old 0.9
	here=/root/checkout/old installs
	lose_headers "$newer"
	remember
	says "Kernel $newer keeps version 0.9" installs
	has "$running"
	has "$newer" 0.9
	test -e "$src-0.9/dkms.conf"
	change "$here" more
	says "Kernel $newer keeps version 0.9" installs
	has "$newer" 0.9
	removes
	nothing_registered
	has_not "$newer"
	not test -e "$src-0.9"
}

# and of the same version
case_no_headers_same_version()
{
	local was
	fake_kernel "$newer"
	installs
	was=$(source_of "$newer")
	lose_headers "$newer"
	change "$here" more
	says "Kernel $newer keeps" installs
	has "$newer"
	[ "$(source_of "$newer")" = "$was" ]
	[ "$(source_of "$running")" != "$was" ]
}

# The running kernel must have headers
case_wanted_kernel_without_headers()
{
	lose_headers "$running"
	remember
	fails "apt-get install linux-headers-$running" installs
	is_as_before
}

# If it does not build for one kernel, all is as it was, the first time and later
case_does_not_build()
{
	fake_kernel "$newer"
	touch "/lib/modules/$newer/build/broken"
	remember
	fails "could not be built for kernel $newer" installs
	fails "this kernel is broken" installs
	is_as_before
	not test -e /var/lib/dkms/mok.key
	rm "/lib/modules/$newer/build/broken"
	installs
	touch "/lib/modules/$newer/build/broken"
	change "$here" more
	remember
	fails "this kernel is broken" installs
	is_as_before
}

# If DKMS fails half-way, what was there is put back
case_fails_later()
{
	fake_kernel "$newer"
	installs
	touch "/lib/modules/$newer/build/breaks-later"
	change "$here" more
	remember
	fails "put back" installs
	is_as_before
	has "$running"
	has "$newer"
	rm "/lib/modules/$newer/build/breaks-later"
	installs
	removes
	nothing_registered
}

# and the first time, nothing is left of it
case_fails_later_first_time()
{
	touch "/lib/modules/$running/build/breaks-later"
	remember
	fails "put back" installs
	is_as_before
}

# and an old version, and an installation of the time before the lists, come back
case_fails_later_old_version()
{
	fake_kernel "$newer"
	old_install 0.9
	dkms_install 0.9 "$running" "$newer"
	touch "/lib/modules/$newer/build/breaks-later"
	remember
	fails "put back" installs
	is_as_before
	has "$running" 0.9
}

# and if the module cannot be put into its folder
case_fails_to_copy()
{
	fake_kernel "$newer"
	touch "/lib/modules/$newer/updates"
	remember
	fails "put back" installs
	is_as_before
}

# Killed while it changes over: the next one first puts back what was there
case_killed()
{
	installs
	change "$here" more
	remember
	printf '#!/bin/sh\n[ "$1" != add ] && [ "$1" != build ] || [ -z "${5##*/tmp*}" ] || kill -9 $(cat /tmp/pid)\n%s "$@"\n' \
		/usr/local/sbin/real-dkms >/usr/local/sbin/killer
	chmod 755 /usr/local/sbin/killer
	mv /usr/local/sbin/dkms /usr/local/sbin/real-dkms
	cat >/usr/local/sbin/dkms <<-'END'
		#!/bin/bash
		# The build in DKMS's own tree is the one without --dkmstree.
		[ "$1" = build ] && [[ "$*" != *--dkmstree* ]] && kill -9 "$PPID" && sleep 1 && exit 1
		exec /usr/local/sbin/real-dkms "$@"
	END
	chmod 755 /usr/local/sbin/dkms
	not installs
	not is_as_before >/dev/null
	mv /usr/local/sbin/real-dkms /usr/local/sbin/dkms
	lose_headers "$running"
	not installs
	mv "/lib/modules/$running/no-build" "/lib/modules/$running/build"
	is_as_before
	installs
	removes
	nothing_registered
}

# A checkout in /usr/src, of any name, is not deleted
case_checkouts_stay()
{
	local git=$src-git
	checkout "$git"
	change "$git" mine
	checkout "$src-0.8" 0.8
	all_of "$git" "$src-0.8" >/tmp/checkouts
	installs
	here=$git installs
	here=$git removes
	installs
	removes
	all_of "$git" "$src-0.8" | diff /tmp/checkouts -
}

# A checkout where DKMS looks for the source is used as it is
case_in_place()
{
	here=$src-$version
	checkout "$here"
	remember
	installs
	has "$running"
	all_of "$here" >/tmp/after
	grep -F "$here" /tmp/before | diff - /tmp/after
	change "$here" more
	all_of "$here" >/tmp/changed
	installs
	has "$running"
	removes
	nothing_registered
	all_of "$here" | diff /tmp/changed -
}

# and so is one that a link there leads to
case_link_in_place()
{
	ln -s "$here" "$src-$version"
	remember
	installs
	has "$running"
	removes
	is_as_before
}

# A checkout there that is not the one that installs stays, and is said to be in the way
case_another_checkout_in_place()
{
	checkout "$src-$version"
	change "$src-$version" mine
	remember
	fails "$src-$version is there" installs
	is_as_before
	dkms_install "$version" "$running"
	all_of "$src-$version" >/tmp/checkout
	fails "$src-$version is there" installs
	removes
	nothing_registered
	all_of "$src-$version" | diff /tmp/checkout -
}

# A link there to another checkout, too
case_link_to_another_checkout()
{
	checkout /root/checkout/other
	ln -s /root/checkout/other "$src-$version"
	remember
	fails "$src-$version is there" installs
	removes
	is_as_before
	# Ours, with a link in it.
	rm "$src-$version"
	installs
	rm -r "$src-$version/querier"
	ln -s /root/checkout/other/querier "$src-$version/querier"
	all_of /root/checkout/other >/tmp/other
	removes
	all_of /root/checkout/other | diff /tmp/other -
}

# A checkout inside such a folder stays, whoever made the folder
case_checkout_inside()
{
	here=$src-$version/work
	checkout "$here"
	all_of "$here" >/tmp/checkout
	installs
	has "$running"
	removes
	all_of "$here" | diff /tmp/checkout -
	rm -rf "$src-$version"
	here=/root/checkout/igmp-querier installs
	checkout "$here"
	all_of "$here" >/tmp/checkout
	installs
	has "$running"
	removes
	nothing_registered
	all_of "$here" | diff /tmp/checkout -
	not test -e "$src-$version/dkms.conf"
}

# A folder of the administrator's stays, with what is in it
case_administrators_folder()
{
	mkdir -p "$src-$version" "$src-7.0/querier"
	echo mine >"$src-7.0/querier/mine.c"
	echo mine >"$src-$version/dkms.conf"
	remember
	fails "$src-$version/dkms.conf is there" installs
	removes
	is_as_before
	mv "$src-$version/dkms.conf" "$src-$version/mine"
	remember
	installs
	has "$running"
	removes
	is_as_before
}

# What is added to the copy, or changed in it, is not lost
case_changed_copy()
{
	installs
	echo mine >"$src-$version/querier/mine.c"
	echo mine >>"$src-$version/querier/main.c"
	remember
	fails "$src-$version/querier/main.c" installs
	is_as_before
	removes
	nothing_registered
	grep -q mine "$src-$version/querier/main.c"
	grep -q mine "$src-$version/querier/mine.c"
	not test -e "$src-$version/dkms.conf"
}

# A package's folder stays, and its module
case_package()
{
	old_install "$version"
	printf '%s\n' /. /usr /usr/src "$src-$version" "$src-$version/dkms.conf" >/var/lib/dpkg/info/igmp-querier-dkms.list
	printf 'Package: igmp-querier-dkms\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nMaintainer: m\nDescription: d\n\n' \
		>>/var/lib/dpkg/status
	dkms_install "$version" "$running"
	remember
	fails "apt-get remove igmp-querier-dkms" installs
	says "igmp-querier-dkms" removes
	is_as_before
	has "$running"
	# Not registered, and of another version.
	dkms remove -m igmp-querier -v "$version" --all
	mv "$src-$version" "$src-3.0"
	sed -i "s/$version/3.0/" /var/lib/dpkg/info/igmp-querier-dkms.list
	all_of "$src-3.0" >/tmp/package
	installs
	removes
	all_of "$src-3.0" | diff /tmp/package -
}

# What was installed before there were lists is known, too
case_old_installation()
{
	old_install 0.9
	dkms_install 0.9 "$running"
	installs
	has "$running"
	not test -e "$src-0.9"
	removes
	old_install 0.9
	dkms_install 0.9 "$running"
	removes
	nothing_registered
	not test -e "$src-0.9"
	# Half-way, before DKMS was told.
	old_install "$version"
	rm "$src-$version/querier/main.c"
	removes
	not test -e "$src-$version"
}

# module folders that were there stay, with their modes, and others go
case_folders_stay()
{
	fake_kernel "$newer"
	mkdir -m 700 "/lib/modules/$running/updates"
	mkdir -p "/lib/modules/$newer/updates/dkms" "/lib/modules/$bare/updates"
	remember
	installs
	stat -c %a "/lib/modules/$running/updates" | grep -qx 700
	change "$here" more
	installs
	stat -c %a "/lib/modules/$running/updates" | grep -qx 700
	touch "/lib/modules/$newer/build/breaks-later"
	change "$here" most
	remember middle
	fails "put back" installs
	is_as_before middle
	rm "/lib/modules/$newer/build/breaks-later"
	removes
	rm -rf "$here"
	checkout "$here"
	is_as_before
}

# A module of that name which DKMS did not build is not touched
case_strange_module()
{
	local file
	fake_kernel "$newer"
	fake_kernel "$bare" no-headers
	mkdir -p "/lib/modules/$bare/updates/dkms" "/lib/modules/$newer/updates/dkms"
	echo mine >"$(module_of "$bare")"
	echo mine >"/lib/modules/$newer/updates/dkms/nice.ko"
	installs
	says "$(module_of "$bare") stays" removes
	grep -qx mine "$(module_of "$bare")"
	grep -qx mine "/lib/modules/$newer/updates/dkms/nice.ko"
	for file in "$(module_of "$newer")" "/lib/modules/$newer/extra/igmp_querier.ko.xz"; do
		mkdir -p "${file%/*}"
		echo mine >"$file"
		remember
		fails "$file is there" installs
		removes
		is_as_before
		rm "$file"
	done
	installs
	echo mine >"$(module_of "$newer").bak"
	echo mine >"$(module_of "$newer")"
	removes
	grep -qx mine "$(module_of "$newer")"
	grep -qx mine "$(module_of "$newer").bak"
}

# but one that was signed once more is
case_signed_module()
{
	installs
	echo '~Module signature appended~' >>"$(module_of "$running")"
	installs
	has "$running"
	echo '~Module signature appended~' >>"$(module_of "$running")"
	removes
	has_not "$running"
}

# Without dkms, which was removed first
case_without_dkms()
{
	fake_kernel "$bare" no-headers
	mkdir -p "/lib/modules/$bare/updates/dkms" "/lib/modules/$running/updates"
	echo mine >"$(module_of "$bare")"
	remember
	installs
	mv /usr/local/sbin/dkms /usr/local/sbin/hidden
	removes
	is_as_before
	not grep -q igmp_querier "/lib/modules/$running/modules.dep"
	removes
	is_as_before
	fails "apt-get install dkms" installs
	# And its tree with it.
	mv /usr/local/sbin/hidden /usr/local/sbin/dkms
	installs
	rm -rf /var/lib/dkms/igmp-querier
	mv /usr/local/sbin/dkms /usr/local/sbin/hidden
	removes
	is_as_before
}

# Registered, but the source is gone, or DKMS's own link to it
case_source_lost()
{
	checkout /root/checkout/old 0.9
	here=/root/checkout/old installs
	rm -rf "$src-0.9"
	installs
	has "$running"
	nothing_left_of 0.9
	rm -rf "$src-$version"
	removes
	nothing_registered
	installs
	rm "/var/lib/dkms/igmp-querier/$version/source"
	removes
	nothing_registered
	mkdir -p "/var/lib/dkms/igmp-querier/0.9/build"
	installs
	nothing_left_of 0.9
	mkdir -p "/var/lib/dkms/igmp-querier/0.9/build"
	removes
	nothing_registered
}

nothing_left_of() { not test -e "/var/lib/dkms/igmp-querier/$1"; }

# The file that loads it at boot: changed, replaced by a link, removed by hand
case_boot_file()
{
	installs
	echo '# igmp_querier' >"$boot_file"
	says "$boot_file was changed by hand" installs
	says "$boot_file was changed by hand" env BOOT=no "$here/tools/dkms" install
	says "$boot_file was changed by hand" removes
	grep -qx '# igmp_querier' "$boot_file"
	ln -sf /dev/null "$boot_file"
	installs
	removes
	test -L "$boot_file"
	rm "$boot_file"
	installs
	rm "$boot_file"
	says "was removed by hand" installs
	not test -e "$boot_file"
	BOOT=yes installs
	grep -qx igmp_querier "$boot_file"
	BOOT=no installs
	not test -e "$boot_file"
	installs
	test -e "$boot_file"
}

# Neither make's variables nor those of a shell reach the kernel's make
case_environment()
{
	export ARCH=um CROSS_COMPILE=no- KCFLAGS=-no MAKEFLAGS=-n MAKEOVERRIDES=x GNUMAKEFLAGS=-k M=/ LANG=de_DE.UTF-8
	installs
	has "$running"
	umask 077
	installs
	[ "$(stat -c %a "$src-$version" "$src-$version/querier/main.c" | paste -sd' ')" = "755 644" ]
}

# DKMS's settings may put its folders elsewhere
case_settings()
{
	mkdir -p /etc/dkms /srv/src /srv/dkms
	printf 'source_tree=/srv/src\ndkms_tree=/srv/dkms\n' >/etc/dkms/framework.conf
	installs
	test -e "/srv/src/igmp-querier-$version/dkms.conf"
	has "$running"
	removes
	[ -z "$(ls /srv/src)" ]
	has_not "$running"
}

# A kernel that is too old is left out, and said to be
case_too_old()
{
	fake_kernel 4.19.0-1-fake
	says "4.19.0-1-fake is left out" installs
	has "$running"
	has_not 4.19.0-1-fake
	fails "5.10 or newer" env KERNELRELEASE=4.19.0-1-fake "$here/tools/dkms" install
}

# Only one at a time
case_two_at_once()
{
	remember
	exec 8</var/lib/dkms
	flock 8
	fails "already" installs
	is_as_before
}

# The folder for files of modules at boot goes, if it came with ours
case_boot_folder()
{
	rmdir "${boot_file%/*}"
	installs
	test -s "$boot_file"
	removes
	not test -e "${boot_file%/*}"
	installs
	touch "${boot_file%/*}/mine.conf"
	removes
	[ "$(ls "${boot_file%/*}")" = mine.conf ]
}

# "make clean" leaves other checkouts in this one alone, and what links lead to
case_clean()
{
	local file
	cd "$here"
	cp "$CHECKOUT/tools/Makefile" tools/
	mkdir -p linux/drivers "a b" tools/testing kunit /root/checkout/other
	mkdir linux/.git
	touch linux/drivers/x.{o,ko,mod.c} linux/Module.symvers "a b/x.o" a b tools/testing/x.o other.o
	touch /root/checkout/other/x.o
	ln -s /root/checkout/other link
	remember
	touch igmp_querier.{o,ko,mod,mod.c,mod.o} igmp_querier_kunit.ko .igmp_querier.ko.cmd modules.order Module.symvers \
		.module-common.o querier/main.o querier/.main.o.cmd kunit/x.o kunit/.x.o.cmd tools/{show.o,show.d,querierctl}
	make -s clean
	is_as_before
}

# With Secure Boot it names the right key, unless that is enrolled
case_secure_boot()
{
	local efi=/sys/firmware/efi/efivars
	sed '/^case .{1-}:/,$d' "$here/tools/dkms" >"$here/tools/functions"
	hint() { bash -c 'source "$1"; secure_boot_hint' bash "$here/tools/functions"; }
	mkdir -p "$efi" /var/lib/shim-signed/mok /etc/dkms
	printf '\6\0\0\0\0' >"$efi/SecureBoot-8be4df61"
	[ -z "$(hint)" ]
	printf '\6\0\0\0\1' >"$efi/SecureBoot-8be4df61"
	says "mokutil --import /var/lib/dkms/mok.pub" installs
	touch /var/lib/shim-signed/mok/MOK.der
	says "mokutil --import /var/lib/shim-signed/mok/MOK.der" hint
	echo 'mok_certificate=/etc/mine.der' >/etc/dkms/framework.conf
	says "mokutil --import /etc/mine.der" hint
	printf '#!/bin/sh\n[ "$*" = "--test-key /etc/mine.der" ] && echo "/etc/mine.der is already enrolled"\n' >/usr/local/bin/mokutil
	chmod 755 /usr/local/bin/mokutil
	[ -z "$(hint)" ]
}

# The tool's folders that were there or that others use stay, the rest goes; in a package's root nothing is noted
case_tool()
{
	cp -r "$CHECKOUT"/tools/{Makefile,place,packaging,querierctl.8,querierctl.bash} "$here/tools/"
	touch "$here/tools/querierctl"
	cd "$here/tools"
	mkdir -p /opt/old/bin /opt/old/share/man/man8
	make -s -o all install PREFIX=/opt/old
	make -s -o all install PREFIX=/opt/new
	make -s -o all install PREFIX=/opt/new
	make -s -o all install PREFIX=/usr DESTDIR=/root/package
	[ -z "$(find /root/package -name '.*')" ]
	touch /opt/new/share/man/man8/other.8
	make -s uninstall PREFIX=/opt/old
	make -s uninstall PREFIX=/opt/new
	make -s uninstall PREFIX=/opt/new
	test -d /opt/old/share/man/man8
	not test -e /opt/new/share/bash-completion
	[ "$(find /opt/old /opt/new -type f)" = /opt/new/share/man/man8/other.8 ]
}

# In "make install" the tool comes after the module, so that a failure changes nothing
case_order()
{
	sed -n '/^install:/,/^$/p' "$here/Makefile" | grep $'^\t' | paste -sd' ' |
		grep -xE $'\t.*tools/dkms install.* \t\\$\\(MAKE\\) -C tools install'
}
