# shellcheck shell=bash
# Sourced by tools/testing/uml and tools/testing/smp: one program inside a test
# kernel, on this machine's own root, and the verdict.  The script that sources
# it sets the defaults, defines boot() (starts the kernel, leaves console.log)
# and calls run_main.
# shellcheck source=tools/testing/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# What a kernel prints when something is wrong.  "INFO: task" is a hung task,
# "going to sleep forever" a dead lock with nothing left to wake anybody.
SPLAT='BUG:|WARNING:|KASAN|possible .*(deadlock|locking|lock dependency|recursive|detected)'
SPLAT="$SPLAT"'|suspicious RCU|sleeping function|scheduling while atomic|refcount_t|ODEBUG|unreferenced object'
SPLAT="$SPLAT"'|held lock freed|bad unlock balance|inconsistent lock state|Oops|Call Trace|Kernel panic|general protection'
SPLAT="$SPLAT"'|INFO: task .* blocked|INFO: rcu|soft lockup|ref_tracker: .*(leaked|has [0-9]+/)|unregister_netdevice: waiting'
SPLAT="$SPLAT"'|UBSAN|list_(add|del) corruption|going to sleep forever|Segfault with no mm|hook not found'

# Options; the scripts' own defaults follow.
flavour='' modules='' params='' unload=0 timeout=300 log='' mem=768M quiet=0 append='' cpus=4 limit='' leaks=1
real_time=0
environment=() program=()

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d' >&2; exit 2; }

# shellcheck disable=SC2034 # some are read only by the script that sources this
parse()
{
	[ "${1:-}" = run ] || usage
	shift
	while [ $# -gt 1 ]; do
		case $1 in
		--flavour) flavour=$2; shift ;;
		--module) modules="$modules $(realpath "$2")"; shift ;;
		--params) params=$2; shift ;;
		--timeout) timeout=$2; shift ;;
		--log) log=$2; shift ;;
		--env) environment+=("$2"); shift ;;
		--mem) mem=$2; shift ;;
		--cpus) cpus=$2; shift ;;
		--limit) limit=$2; shift ;;
		--append) append=$2; shift ;;
		--unload) unload=1 ;;
		--leaks) leaks=1 ;;
		--real-time) real_time=1 ;;
		--quiet) quiet=1 ;;
		--) shift; break ;;
		*) usage ;;
		esac
		shift
	done
	[ $# -gt 0 ] || usage
	program=("$@")
}

# A kernel's command line takes no spaces, so all that may have some is in files
# beside a copy of init, in a directory with a plain name.
write_run() # RUN-DIR MOUNT-LOG-COMMAND
{
	local run=$1 variable
	cp "$TESTING_DIR/lib/init" "$run/init"
	mkdir "$run/root"
	# Single quotes, because init is a plain shell.
	printf "%s='%s'\n" log "$log" modules "$modules" module_params "$params" unload "$unload" \
		leaks "$leaks" new_root "$run/root" mount_log "$2" limit "$limit" >"$run/settings"
	{
		printf '#!/bin/bash\ncd %q || exit 98\n' "$PWD"
		for variable in "QR_LOG=$log" "KERNEL_MODULES=$kernel/modules" "${environment[@]}"; do
			printf 'export %s=%q\n' "${variable%%=*}" "${variable#*=}"
		done
		printf 'exec'
		printf ' %q' "${program[@]}"
		printf '\n'
	} >"$run/program"
	chmod +x "$run/program" "$run/init"
}

# Everything the kernel started is in its session: user-mode Linux has a process
# of its own for each program that runs inside.
kill_session() # LEADER
{
	local pid
	for pid in $(ps -o pid= -s "$1"); do kill -KILL "$pid" 2>/dev/null || true; done
}

# Starts a kernel in a session of its own, shows the program's output as it
# comes, and waits for the end, or for the time limit.
run_kernel() # COMMAND...; console.log on descriptor 3
{
	local leader viewer='' status=0
	: >"$log/output"
	setsid "$@" </dev/null >"$log/host.log" 2>&1 3>"$log/console.log" &
	leader=$!
	# shellcheck disable=SC2064 # expand now
	trap "kill_session $leader; scratch_clean" EXIT
	if [ "$quiet" = 0 ]; then
		tail -n +1 -s 0.1 --pid=$leader -f "$log/output" &
		viewer=$!
	fi
	timeout "$timeout" tail --pid=$leader -s 0.05 -f /dev/null || status=$?
	kill_session "$leader"
	wait "$leader" 2>/dev/null || true
	[ -z "$viewer" ] || wait "$viewer" 2>/dev/null || true
	[ "$status" != 124 ] || echo "killed after $timeout s of real time" >"$log/timeout"
}

# Without --log the directory is about to go, and a failure wants to be read.
complain()
{
	local kept=$log
	if [ "$kept" != "${wanted_log:-}" ]; then
		kept=$CACHE/logs/last-failure
		rm -rf "$kept"
		cp -r "$log" "$kept"
	fi
	warn "$1"
	warn "logs: $kept"
	exit 99
}

verdict()
{
	if grep -qE "$SPLAT" "$log/console.log"; then
		grep -m1 -E -A 45 "$SPLAT" "$log/console.log" >&2
		complain "the kernel complained: $(grep -m1 -oE "($SPLAT).*" "$log/console.log")"
	fi
	if [ -s "$log/timeout" ]; then
		tail -n 5 "$log/console.log" >&2
		complain "$(cat "$log/timeout")"
	fi
	if [ -s "$log/kmemleak" ]; then
		head -n 40 "$log/kmemleak" >&2
		complain "memory leaked: $(grep -c 'unreferenced object' "$log/kmemleak") objects"
	fi
	if [ ! -s "$log/status" ]; then
		tail -n 15 "$log/console.log" "$log/host.log" >&2
		complain "the kernel died before the program ended"
	fi
	return "$(cat "$log/status")"
}

run_main()
{
	local run
	trap scratch_clean EXIT
	parse "$@"
	# What this and lib/init call.
	need_packages procps iproute2 kmod perl-base
	run=$(scratch_dir)
	kernel=$("$TESTING_DIR/kernels" path "$flavour")
	mkdir -p "${log:=$run/log}"
	log=$(realpath "$log")
	[ "$log" = "$run/log" ] || wanted_log=$log
	case $log in *[[:space:],]*) die "a log directory's path may hold no space or comma: $log" ;; esac
	rm -f "$log"/{status,timeout,kmemleak,dmesg,console.log,output,host.log}
	boot "$run"
	verdict
}
