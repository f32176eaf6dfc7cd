# shellcheck shell=bash
# Sourced by every script under tools/testing/: messages, packages, the cache,
# other Debian suites, and copies of the checkout.  It sets no trap and changes
# no directory of the script that sources it.
#
#   say, warn, die, fail_with        messages (all of them on standard error)
#   usage                            prints the script's own head, and ends it
#   with_progress TITLE LOG CMD...   long work: one line every few seconds
#   splats                           what a kernel prints when something is wrong
#   draw_seed                        sets $QR_SEED, which repeats a run
#   tally PASSED FAILED SKIPPED      prints a run's last line; fails if a test did
#   tally_of LOG                     the last line of a run
#   add_tallies                      the sum of such lines
#   need_packages PKG...             installs what is missing
#   need_root
#   deb_find RULE SUITE...           newest package that matches, as NAME=VERSION
#   deb_fetch NAME=VERSION DIR       downloads one package of any suite
#   deb_unpack FILE.deb DIR          unpacks it there
#   cache_entry NAME KEY BUILDER...  path of a cache entry, built when missing
#   cache_key WORD...                a key from everything that determines it
#   copy_sources DIR                 the checkout's files, to build elsewhere
#   sources_hash DIR                 of those that the module and the tool are made of
#   scratch_dir                      a directory that goes when the script ends

set -euo pipefail

TESTING_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CHECKOUT=$(cd "$TESTING_DIR/../.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/igmp-querier
JOBS=$(nproc)
export TESTING_DIR CHECKOUT CACHE JOBS
mkdir -p "$CACHE/logs"

# A user's language would change what tools print and how sort sorts.
export LC_ALL=C.UTF-8

# Python would keep its bytecode beside what it runs, in a kernel's cached tree.
export PYTHONDONTWRITEBYTECODE=1

# What it takes to build querierctl.
# shellcheck disable=SC2034 # read by the scripts that source this
TOOL_PACKAGES=(build-essential pkg-config libsmartcols-dev libmnl-dev libjson-c-dev libinih-dev)

# --- messages ---------------------------------------------------------------

say()  { printf '== %s\n' "$*" >&2; }
warn() { printf '!! %s\n' "$*" >&2; }
die()  { warn "$*"; exit 1; }

# The comment at the head of the script.
usage() { sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2; exit 2; }

# A failure that can be repeated alone: fail_with MESSAGE COMMAND.
fail_with()
{
	warn "$1"
	warn "to repeat only this: $2"
	exit 1
}

# The last line of a log, short enough for a progress line.
last_line() { tail -c 400 "$1" 2>/dev/null | tr -d '\r' | tail -n 1 | cut -c 1-90; }

# After minutes of waiting a user must see that it goes on, and where it is.  The
# pace is a read that nothing answers: a sleep would outlive the kill, and hold
# the caller's pipes.  It ends with the script, even when that is killed.
tick()
{
	local title=$1 log=$2 start=$SECONDS never
	exec {never}<> <(:)
	while kill -0 $$ 2>/dev/null; do
		read -r -t "${PROGRESS_SECONDS:-15}" -u "$never" || true
		printf '   %s: %d s, %s\n' "$title" $((SECONDS - start)) "$(last_line "$log")" >&2
	done
}

# Runs one of our functions (or a program) in a shell of its own: in this one
# "set -e" is dead wherever a caller wrote "if" or "||", and a builder that goes
# on after a failure makes broken entries.  It sees functions and exported
# variables.
strictly()
{
	bash -c 'source "$1"; source "$2"; shift 2; "$@"' "$0" \
		"$TESTING_DIR/lib/common.sh" <(declare -f) "$@"
}

# with_progress TITLE LOG COMMAND...: output to LOG, its end shown on failure.
with_progress()
{
	local title=$1 log=$2 ticker status=0 start=$SECONDS
	shift 2
	mkdir -p "$(dirname "$log")"
	: >"$log"
	tick "$title" "$log" >/dev/null 9>&- & ticker=$!
	strictly "$@" >>"$log" 2>&1 </dev/null || status=$?
	kill "$ticker" 2>/dev/null || true
	wait "$ticker" 2>/dev/null || true
	if [ "$status" != 0 ]; then
		warn "$title: failed (status $status) after $((SECONDS - start)) s; the end of $log:"
		tail -n 25 "$log" >&2
	fi
	return "$status"
}

# --- a kernel's complaints -----------------------------------------------------

# What a kernel prints when something is wrong, as one regular expression.
splats() { grep -v '^#' "$TESTING_DIR/kernels/splats" | paste -sd'|'; }

# --- how many tests passed ------------------------------------------------------

tally() # PASSED FAILED SKIPPED
{
	printf '%d passed, %d failed, %d skipped\n' "$@"
	[ "$2" = 0 ]
}

# A run that did not come so far has failed.
tally_of() # LOG
{
	tail -n 1 "$1" | grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' || tally 0 1 0 || true
}

# Reads lines of tally(); fails if one of them has a failure.
add_tallies()
{
	local sums
	read -r -a sums < <(awk '{ p += $1; f += $3; s += $5 } END { print p + 0, f + 0, s + 0 }')
	tally "${sums[@]}"
}

# --- what chance decides ------------------------------------------------------

# Sets and exports $QR_SEED, if the caller's environment does not.
draw_seed()
{
	[ -z "${QR_SEED:-}" ] || return 0
	QR_SEED=$SRANDOM
	export QR_SEED
	say "QR_SEED=$QR_SEED"
}

# --- scratch directories ------------------------------------------------------

# scratch_dir: prints a new directory.  Set "trap scratch_clean EXIT" once.
SCRATCH_ROOT=$(mktemp -u "${TMPDIR:-/tmp}/igmp-querier.XXXXXXXX")
scratch_dir()
{
	mkdir -p "$SCRATCH_ROOT"
	mktemp -d "$SCRATCH_ROOT/XXXXXX"
}
scratch_clean() { remove_tree "$SCRATCH_ROOT"; }

# What is still mounted there goes first: it may be this machine's /dev.
remove_tree() # DIR...
{
	local dir
	for dir in "$@"; do
		awk -v top="$dir/" 'index($5, top) == 1 { print $5 }' /proc/self/mountinfo | tac | xargs -r umount --lazy
		rm -rf --one-file-system "$dir"
	done
}

# --- packages of this machine -------------------------------------------------

need_root() { [ "$(id -u)" = 0 ] || die "$(basename "$0") needs root: run it with sudo"; }

# Those of the packages that are not installed, one a line.
missing_packages()
{
	printf '%s\n' "$@" | grep -vxF -f <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
		sed -n 's/^installed //p') || true
}

apt_install()
{
	DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=600 \
		install --no-install-recommends "$@"
}

# Runs with the lock held.  A test wants a daemon's program, not the daemon
# running on this machine: policy-rc.d is Debian's way to say so, and goes again.
install_locked()
{
	local policy=/usr/sbin/policy-rc.d
	if [ ! -e "$policy" ]; then
		# shellcheck disable=SC2064 # expand now
		trap "rm -f $policy" EXIT
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
	fi
	apt_install "$@" && return
	# The lists are old or were never read.
	apt-get -q update && apt_install "$@"
}

need_packages()
{
	local missing
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" = 0 ] && return
	[ "$(id -u)" = 0 ] || die "missing packages; as root: apt-get install ${missing[*]}"
	say "installing ${missing[*]}"
	# apt waits for dpkg's lock but not for the lock of its lists.
	(
		flock 9
		with_progress "apt-get install" "$CACHE/logs/apt-install.log" \
			install_locked "${missing[@]}"
	) 9>"$CACHE/.lock-apt" || die "could not install: ${missing[*]}"
}

# --- packages of other Debian suites --------------------------------------------

# An apt of our own beside the system's: same mirrors, same keys, other suites,
# nothing of the system touched.
SUITES="bullseye bullseye-security bookworm bookworm-security bookworm-backports trixie trixie-security trixie-backports sid"
APT_DIR=$CACHE/apt
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# The status of what cannot be done here and is no failure; the reason is printed.
SKIPPED=77

# The mirror this machine uses for Debian itself.
debian_mirror()
{
	local uri
	# shellcheck disable=SC2016 # apt's own format
	uri=$(apt-get indextargets --format '$(REPO_URI)' | grep -E '/debian/?$' | sort -u | head -n 1) || true
	[ -n "$uri" ] || die "apt of this machine knows no Debian mirror (apt-get indextargets shows none)"
	printf '%s\n' "$uri"
}

# Its archive of security updates has another address and other suites. Nothing
# where apt of this machine knows none.
security_mirror()
{
	# shellcheck disable=SC2016 # apt's own format
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' | awk '$1 ~ /-security$/ { print $2 }' | sort -u | head -n 1
}

private_apt()
{
	local command=$1
	shift
	"$command" -o Dir::Etc::sourcelist="$APT_DIR/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
		-o Dir::State::Lists="$APT_DIR/lists" -o Dir::Cache="$APT_DIR/cache" \
		-o APT::Default-Release= -o APT::Sandbox::User=root "$@"
}

# sources.list lines, for those suites whose archive is known.
sources_of() # SUITE...
{
	local main security suite mirror
	main=$(debian_mirror)
	security=$(security_mirror)
	for suite in "$@"; do
		case $suite in *-security) mirror=$security ;; *) mirror=$main ;; esac
		[ -z "$mirror" ] || printf 'deb [arch=amd64 signed-by=%s] %s %s main\n' "$KEYRING" "$mirror" "$suite"
	done
}

suites_in() { sed -n 's/^deb .* \([^ ]*\) main$/\1/p' "$1"; } # SOURCES-LIST

# "missing" says why a suite cannot be asked: one a line, the suite first.
note_missing() { echo "$1: $2" >>"$APT_DIR/missing"; } # SUITE REASON

# The SUITES that have no lists yet; once a day, all.
unread_suites()
{
	local known=''
	if [ -n "$(find "$APT_DIR/stamp" -mmin -1440 2>/dev/null)" ]; then
		known=$(suites_in "$APT_DIR/sources.list"; sed 's/:.*//' "$APT_DIR/missing")
	fi
	tr ' ' '\n' <<<"$SUITES" | grep -vxF "$known" || true
}

# Leaves the lists of other suites alone.
read_lists() # SUITE...
{
	sources_of "$@" >"$APT_DIR/reading.list"
	with_progress "apt-get update" "$CACHE/logs/apt-update.log" private_apt apt-get -q update \
		-o Dir::Etc::sourcelist="$APT_DIR/reading.list" -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any
}

# One by one, to find the cause: a suite that was moved to Debian's archive, or
# that the mirror no longer updates, is missed no longer, a mirror that does not
# answer is.
read_lists_singly() # SUITE...
{
	local suite failed=0
	for suite in "$@"; do
		if read_lists "$suite"; then continue; fi
		if grep -q 'does not have a Release file' "$CACHE/logs/apt-update.log"; then
			note_missing "$suite" "this machine's mirror does not have it any more"
		elif grep -q 'Release file .* is expired' "$CACHE/logs/apt-update.log"; then
			note_missing "$suite" "this machine's mirror has only an expired list of it"
		else
			failed=1
		fi
	done
	return "$failed"
}

# Fails where a mirror does not answer.
ask_for() # SUITE...
{
	local suite known status=0
	mapfile -t known < <(sources_of "$@" | suites_in -)
	for suite in "$@"; do
		[[ " ${known[*]} " = *" $suite "* ]] || note_missing "$suite" "apt of this machine knows no security archive"
	done
	if [ "${#known[@]}" -gt 0 ]; then
		say "reading the package lists of ${known[*]}"
		read_lists "${known[@]}" || read_lists_singly "${known[@]}" || status=1
	fi
	# shellcheck disable=SC2046 # a list
	sources_of $(tr ' ' '\n' <<<"$SUITES" | grep -vxF "$(sed 's/:.*//' "$APT_DIR/missing")") >"$APT_DIR/sources.list"
	return "$status"
}

# Once a day is enough; without a network yesterday's lists still serve.
refresh_lists()
{
	local wanted
	mkdir -p "$APT_DIR/lists/partial" "$APT_DIR/cache/archives/partial"
	(
		flock 9
		touch -a "$APT_DIR/missing" "$APT_DIR/sources.list"
		mapfile -t wanted < <(unread_suites)
		[ "${#wanted[@]}" -gt 0 ] || exit 0
		if [ "${wanted[*]}" = "$SUITES" ]; then : >"$APT_DIR/missing"; fi
		if ask_for "${wanted[@]}"; then
			if [ "${wanted[*]}" = "$SUITES" ]; then rm -rf "$APT_DIR/found"; touch "$APT_DIR/stamp"; fi
		elif [ -e "$APT_DIR/stamp" ]; then
			warn "not refreshed: going on with the lists of $(date -r "$APT_DIR/stamp" +%F)"
		else
			warn "some suite's list is missing; what is not found later is for that reason"
		fi
	) 9>"$APT_DIR/.lock"
}

# The list files of some suites (comma separated, as sources.list names them).
suite_lists()
{
	# shellcheck disable=SC2016 # apt's own format
	private_apt apt-get indextargets --format '$(RELEASE) $(FILENAME)' "Created-By: Packages" |
		awk -v suites=",$1," 'index(suites, "," $1 ",") { print $2 }'
}

# Every package of some suites: name, version.
suite_packages()
{
	local file
	suite_lists "$1" | while read -r file; do
		/usr/lib/apt/apt-helper cat-file "$file"
	done | awk '/^Package: / { name = $2 } /^Version: / { print name, $2 }'
}

# deb_find RULE SUITE...: the newest package whose name matches the extended
# regular expression, as NAME=VERSION.  Suites are tried in turn, because the
# first is what we want and the others are where it may have moved to; "a,b" are
# searched together.  The answer is kept as long as the lists are: reading them
# takes seconds.  Status $SKIPPED: a suite is missing, for the reason that is
# printed.
deb_find()
{
	local rule=$1 suite found memo reasons
	shift
	refresh_lists
	mkdir -p "$APT_DIR/found"
	reasons=$(missing_of "$@")
	[ -z "$reasons" ] || warn "$reasons"
	memo=$APT_DIR/found/$(cache_key "$rule" "$@")
	if [ ! -s "$memo" ]; then
		for suite in "$@"; do
			found=$(suite_packages "$suite" | grep -E "^($rule) " | sort -k2,2V | tail -n 1) || true
			[ -n "$found" ] && break
		done
		[ -n "$found" ] || [ -z "$reasons" ] || exit "$SKIPPED"
		[ -n "$found" ] || die "no package matches '$rule' in: $*"
		printf '%s=%s\n' "${found% *}" "${found#* }" >"$memo.$$"
		mv "$memo.$$" "$memo"
	fi
	cat "$memo"
}

# Why some of these suites cannot be asked.
missing_of() # SUITE...
{
	local IFS=', '
	# shellcheck disable=SC2048,SC2086 # commas part them too
	{ printf '%s:\n' $* | grep -F -f - "$APT_DIR/missing" || true; } | paste -sd';'
}

# deb_fetch NAME=VERSION DIR: downloads it there (apt checks the signature and
# the hash) and prints the file's path.
deb_fetch()
{
	local package=$1 dir=$2
	mkdir -p "$dir"
	(cd "$dir" && private_apt apt-get -q download "$package" >&2) ||
		die "could not download $package (is the mirror reachable?)"
	find "$dir" -name "${package%%=*}_*.deb" | head -n 1
}

deb_unpack() { mkdir -p "$2" && dpkg-deb --fsys-tarfile "$1" | tar -C "$2" -xf -; }

# --- the cache ------------------------------------------------------------------

# cache_key WORD...: one hash of all that determines an entry.  Pass the text of
# the functions that build it ("$(declare -f build_x)") and of its inputs.
cache_key() { printf '%s\0' "$@" | sha256sum | cut -c 1-16; }

# Names and sizes of everything, and the contents of the files that matter most
# (the entry's own list, .key-files): a lost, cut or damaged file shows in less
# than a second.  What Python keeps of what it ran is no part of it.
manifest_of()
{
	(
		cd "$1"
		find . -type f ! -name .manifest ! -name .used ! -path '*/__pycache__/*' -printf '%p %s\n' | sort | sha256sum
		if [ -e .key-files ]; then xargs -r sha256sum <.key-files; fi
	)
}

entry_is_sound()
{
	[ -s "$1/.manifest" ] && [ "$(manifest_of "$1" 2>/dev/null)" = "$(cat "$1/.manifest")" ]
}

# Entries of other keys stay a week: another checkout may still use them.
prune_entries()
{
	local name=$1 keep=$2 old
	for old in "$CACHE/$name"@*; do
		if [ ! -d "$old" ] || [ "$old" = "$keep" ]; then continue; fi
		if [ -z "$(find "$old/.used" -mtime -7 2>/dev/null)" ] &&
		   [ -z "$(find "$old" -maxdepth 0 -mtime -1)" ]; then
			say "removing $old, not used for a week"
			remove_tree "$old"
		fi
	done
}

# Runs with the lock held: builds beside, then renames, so that an entry that
# exists was finished.
build_entry()
{
	local name=$1 entry=$2
	shift 2
	# What an interrupted build left.
	remove_tree "$CACHE/.building-$name".*
	local dir
	dir=$(mktemp -d "$CACHE/.building-$name.XXXXXX")
	chmod 755 "$dir"
	say "building $name (log: $CACHE/logs/$name.log)"
	with_progress "$name" "$CACHE/logs/$name.log" "$1" "$dir" "${@:2}" || return 1
	manifest_of "$dir" >"$dir/.manifest"
	touch "$dir/.used"
	remove_tree "$entry"
	mv "$dir" "$entry"
}

# cache_entry NAME KEY BUILDER [ARG...]: prints the entry's path.  A missing
# entry, or one whose manifest does not hold, is built: "BUILDER DIR ARG..."
# fills DIR, which is renamed when it is done; it must hold no absolute path to
# itself.  BUILDER runs as strictly() says.
cache_entry()
{
	local name=$1 entry=$CACHE/$1@$2
	shift 2
	# An entry appears by a rename, so a sound one needs no lock.
	if [ -d "$entry" ] && entry_is_sound "$entry"; then
		touch "$entry/.used"
		printf '%s\n' "$entry"
		return
	fi
	(
		if ! flock -n 9; then
			say "waiting for another process that builds $name"
			flock 9
		fi
		if [ -d "$entry" ]; then
			entry_is_sound "$entry" && exit
			warn "$entry is damaged: building it again"
		fi
		build_entry "$name" "$entry" "$@"
	) 9>"$CACHE/.lock-$name" >&2 || die "could not build $name"
	touch "$entry/.used"
	prune_entries "$name" "$entry" >&2
	printf '%s\n' "$entry"
}

# --- the checkout -----------------------------------------------------------------

# Everything git would keep, committed or not.  Tests build copies: several
# kernels at once must not meet in one directory, nor leave objects here.
source_files()
{
	if git -c safe.directory='*' -C "$CHECKOUT" rev-parse --git-dir >/dev/null 2>&1; then
		git -c safe.directory='*' -C "$CHECKOUT" ls-files -z --cached --others --exclude-standard
	else
		(cd "$CHECKOUT" && find . -name .git -prune -o -type f -print0)
	fi
}

# Of all that the module and querierctl are made of and installed from.
sources_hash() # SOURCES
{
	(cd "$1" && find Kbuild Makefile dkms.conf querier tools -path tools/testing -prune -o -type f -print0 | sort -z |
		xargs -0 sha256sum) | sha256sum
}

copy_sources()
{
	mkdir -p "$1"
	# A file that was deleted but not yet committed is still listed.
	(cd "$CHECKOUT" && source_files | while IFS= read -r -d '' file; do
		if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\0' "$file"; fi
	done | tar --no-recursion --null -T - -cf -) | tar -C "$1" -xf -
}
