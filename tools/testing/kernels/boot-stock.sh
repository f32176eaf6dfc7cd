# shellcheck shell=bash
# Sourced by run-in: how Debian's own kernel is started.
# shellcheck disable=SC2154,SC2034 # run-in's options

make_initramfs() # FILE
{
	local dir
	dir=$(scratch_dir)
	mkdir -p "$dir/bin"
	cp "$kernel/boot/busybox" "$dir/bin/"
	ln -s busybox "$dir/bin/sh"
	cp -r "$kernel/boot/modules" "$dir/"
	install -m 755 "$TESTING_DIR/kernels/init" "$dir/init"
	(cd "$dir" && find . | cpio --quiet -o -H newc | gzip -1) >"$1"
}

# "off" because the guest is ours and an emulated CPU pays most for those. Else
# the clock were an emulated HPET. A host too busy to tick in time is no reason
# not to boot.
stock_command_line() # WORD...
{
	printf '%s ' console=ttyS0 quiet loglevel=5 panic=-1 oops=panic rcupdate.rcu_cpu_stall_timeout=60 \
		mitigations=off tsc=reliable no_timer_check "$@"
}

KVM="-accel kvm -cpu host"

trial() # VMLINUX INITRAMFS SERIAL
{
	# The braces, because this shell would report that it was aborted.
	# shellcheck disable=SC2086 # words
	{ (timeout -k 5 15 qemu-system-x86_64 -M q35 $KVM -m 1024 -nodefaults -display none -no-reboot \
		-kernel "$1" -initrd "$2" -append "$(stock_command_line igmp_trial)" \
		-serial null -serial "file:$3" </dev/null) || true; } 2>/dev/null
	grep -q alive "$3"
}

# /dev/kvm may exist and hang every guest, so it has to boot one first. The
# answer holds until this machine boots again.
kvm_boots() # VMLINUX INITRAMFS
{
	local memo answer=no
	[ -w /dev/kvm ] || return 1
	memo=$CACHE/stock-kvm-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -s "$memo" ]; then
		if trial "$1" "$2" "$(scratch_dir)/serial"; then answer=yes; fi
		rm -f "$CACHE"/stock-kvm-*
		echo "$answer" >"$memo"
	fi
	grep -q yes "$memo" || say "/dev/kvm exists but boots no guest: emulating the CPU (slower)"
	grep -q yes "$memo"
}

boot_stock() # RUN-DIR
{
	local entries accel=$TCG vmlinux=$1/vmlinux shares
	need_packages qemu-system-x86 cpio xz-utils
	mapfile -t entries < <("$TESTING_DIR/kernels/stock" prepare)
	[ "${#entries[@]}" = 2 ] || die "Debian's kernel could not be prepared"
	kernel=${entries[0]} leaks=0
	make_initramfs "$1/initramfs"
	uncompress "$kernel/boot/vmlinuz" >"$vmlinux" || vmlinux=$kernel/boot/vmlinuz
	if kvm_boots "$vmlinux" "$1/initramfs"; then accel=$KVM; fi
	write_run "$1" "$MOUNT_LOG_9P" "kernel installed"
	mapfile -t shares < <(share kernel "$kernel/root" ,readonly=on; share installed "${entries[1]}/root" ,readonly=on)
	say "booting Debian's kernel in QEMU"
	# shellcheck disable=SC2086 # words
	qemu $accel -smp "${cpus:-2}" -m "${mem:-1024M}" "${shares[@]}" -kernel "$vmlinux" -initrd "$1/initramfs" \
		-append "$(stock_command_line "igmp_run=$1" "$append")"
}
