# shellcheck shell=bash
# Sourced by run-in: how each kernel is started.  A boot_* function writes the
# run's files, starts the kernel and returns when it has ended.
# shellcheck disable=SC2154 # run-in's options

# The function that starts a kernel.
boot_of() # KERNEL
{
	case $1 in
	uml-sim | uml-plain) echo boot_uml ;;
	x86_64-kunit) echo boot_x86_64 ;;
	stock) echo boot_stock ;;
	*) return 1 ;;
	esac
}

# --- user-mode Linux ---------------------------------------------------------

# It keeps its memory in a file: on a disk that would be slow, in a small
# /dev/shm (as containers have) it would be killed.
memory_dir() # RUN-DIR
{
	local free
	free=$(df --output=avail -BM /dev/shm 2>/dev/null | tail -n 1 | tr -dc 0-9) || true
	if [ "${free:-0}" -gt 1024 ]; then echo /dev/shm; else echo "$1"; fi
}

# init is where the kernel's own process is on this machine: the command line is
# mixed into the random numbers, so it must not name a directory of this run.
uml_command_line() # RUN-DIR SIMULATED
{
	printf '%s\n' "mem=${mem:-768M}" root=hostfs rootfstype=hostfs rootflags=/ ro init=/proc/self/cwd/init \
		"uml_dir=$1" umid=uml \
		seccomp=auto con=null con0=null,fd:3 loglevel=8 hung_task_panic=1 \
		kunit.enable=1 kunit.autorun=1 bonding.max_bonds=0 dummy.numdummies=0
	# A fixed date, later than every file: the same run twice is the same.
	# slab_debug: the allocator's stacks of free objects keep pointers to those
	# that they gave out, so that kmemleak sees no leak; with it there are none.
	if [ "$2" = 1 ]; then
		printf '%s\n' time-travel=inf-cpu time-travel-start=1893456000000000000 slab_debug=F
	fi
	# shellcheck disable=SC2086 # words
	[ -z "$append" ] || printf '%s\n' $append
}

# Two simulated runs with one seed do the same at the same times: nothing but
# getrandom() tells them apart.
sow() # LIBRARY
{
	need_packages gcc libc6-dev
	gcc -shared -fPIC -O2 -o "$1" "$TESTING_DIR/kernels/seed.c"
	draw_seed
	environment+=("QR_SEED=$QR_SEED")
}

# Sets on_cpu to what makes a command stay on a CPU that no other such run has, if
# there is one.  In user-mode Linux a system call is a change from one process to
# another: between two CPUs it takes four times as long, the more so beside others.
take_cpu()
{
	local cpu=$(($(nproc --all) - 1)) lock
	on_cpu=()
	for ((; cpu >= 0; cpu--)); do
		exec {lock}>"$CACHE/.lock-cpu-$cpu"
		if flock -n "$lock" && taskset -c "$cpu" true 2>/dev/null; then
			on_cpu=(taskset -c "$cpu")
			return
		fi
		exec {lock}>&-
	done
}

boot_uml() # RUN-DIR
{
	local words simulated=0 variables on_cpu
	variables=("TMPDIR=$(memory_dir "$1")")
	if [ "$flavour" = uml-sim ] && [ "$real_time" = 0 ]; then simulated=1; fi
	leaks=$simulated
	if [ "$simulated" = 1 ]; then
		limit=${limit:-172800}
		sow "$1/seed.so"
		variables+=("LD_PRELOAD=$1/seed.so" "QR_SEED=$QR_SEED")
	fi
	write_run "$1" "mount -t hostfs -o $log hostfs"
	mapfile -t words < <(uml_command_line "$1" "$simulated")
	take_cpu
	run_kernel "${on_cpu[@]}" env -C "$1" "${variables[@]}" "$kernel/linux" "${words[@]}"
}

# --- QEMU ---------------------------------------------------------------------

# tsc=reliable: else the clock is an emulated HPET.  random.trust_cpu: else the
# random numbers are ready only after minutes.
# no_timer_check: else a host too busy to tick in time means no boot.
# A dead lock must be reported well before the time limit; 40 s of waiting for a
# lock have been seen without one, beside another emulated machine.
x86_64_command_line() # RUN-DIR
{
	printf '%s ' root=host rootfstype=9p rootflags=trans=virtio,version=9p2000.L,msize=262144,cache=loose ro \
		"init=$1/init" console=ttyS0 loglevel=8 panic=-1 hung_task_panic=1 \
		sysctl.kernel.hung_task_timeout_secs=120 sysctl.kernel.hung_task_check_interval_secs=5 \
		random.trust_cpu=on tsc=reliable no_timer_check \
		kunit.enable=1 kunit.autorun=1 bonding.max_bonds=0 dummy.numdummies=0 "$append"
	[ "$leaks" = 1 ] || printf 'kmemleak=off'
}

MOUNT_LOG_9P="mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 log"

share() # TAG PATH [OPTIONS]
{
	printf '%s\n' -virtfs "local,path=$2,mount_tag=$1,security_model=none,multidevs=remap${3-}"
}

# QEMU 7.2's own threads race while a guest sets up its PCI devices: once in some
# hundred boots QEMU itself dies of SIGSEGV, which says nothing of the guest.
emulator_crashed()
{
	[ "$kernel_status" = 139 ] && [ ! -s "$log/output" ] && [ ! -s "$log/status" ]
}

# The console is a file that must exist: QEMU opens it by name.
qemu() # ARG...
{
	local shares tries=3
	mapfile -t shares < <(share host / ,readonly=on; share log "$log")
	while run_kernel qemu-system-x86_64 -M q35 -nodefaults -no-user-config -display none -no-reboot \
		-serial "file:$log/console.log" "${shares[@]}" "$@"
	emulator_crashed && [ $((--tries)) -gt 0 ]; do
		warn "QEMU crashed before the program began (SIGSEGV, its own): starting it again"
	done
}

# On an AMD 6.1 takes the idle loop that needs another CPU's timer.
TCG="-accel tcg,thread=multi -cpu max,vendor=GenuineIntel"

boot_x86_64() # RUN-DIR
{
	need_packages qemu-system-x86
	leaks=${leaks:-0}
	write_run "$1" "$MOUNT_LOG_9P"
	# shellcheck disable=SC2086 # words
	qemu $TCG -smp "${cpus:-4}" -m "${mem:-1024M}" \
		-kernel "$kernel/bzImage" -append "$(x86_64_command_line "$1")"
}
