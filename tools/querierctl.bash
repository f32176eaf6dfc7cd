# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Completion of querierctl's words in bash.

# made: tables
declare -gA _querierctl_args=(
	['show']='[IFACE...]'
	['set']='IFACE [igmp|mld] KEY VALUE [KEY VALUE]...'
	['enable']='[--igmp] [--mld] [--save] IFACE...'
	['disable']='[--igmp] [--mld] [--save] IFACE...|--all'
	['check']='[FILE...]'
	['apply']='[-n] [IFACE...]'
	['config']='[IFACE...]'
	['save']='[IFACE...]'
	['statistics']='[IFACE...]'
	['groups']='[--hosts] [IFACE...]'
	['hosts']='[IFACE...]'
	['query']='[--wait] IFACE [GROUP]'
	['metrics']='[--doctor] [--output FILE]'
	['clear']='IFACE [GROUP]'
	['doctor']='[--listen[=TIME]] [--no-query] [IFACE...]'
	['monitor']='[IFACE...]'
)
declare -gA _querierctl_options=(
	['any']='-? --help -V --version --color -j --json --syslog'
	['show']='-a --all -v --verbose'
	['statistics']='-a --all'
	['disable']='-a --all --igmp --mld --save'
	['apply']='-n --dry-run'
	['groups']='-v --verbose --hosts'
	['hosts']='-v --verbose'
	['query']='-v --verbose --wait'
	['doctor']='-v --verbose --listen --no-query'
	['metrics']='--doctor --output'
	['enable']='--igmp --mld --save'
)
declare -gA _querierctl_keys_of=(
	['igmp']='querier-enable mode version version-fallback query-interval query-response-interval robustness startup-query-interval startup-query-count last-member-query-interval last-member-query-count source-address require-router-alert accept-off-subnet track-groups max-groups max-sources track-hosts max-hosts other-querier-max'
	['mld']='querier-enable mode version version-fallback query-interval query-response-interval robustness startup-query-interval startup-query-count last-member-query-interval last-member-query-count source-address track-groups max-groups max-sources track-hosts max-hosts other-querier-max'
)
declare -gA _querierctl_choices=(
	['igmp querier-enable']='on off auto'
	['igmp mode']='elect proxy passive'
	['igmp version-fallback']='on off'
	['igmp startup-query-interval']='auto'
	['igmp startup-query-count']='auto'
	['igmp last-member-query-interval']='auto'
	['igmp last-member-query-count']='auto'
	['igmp source-address']='auto'
	['igmp require-router-alert']='on off'
	['igmp accept-off-subnet']='on off'
	['igmp track-groups']='on off'
	['igmp track-hosts']='on off'
	['mld querier-enable']='on off auto'
	['mld mode']='elect passive'
	['mld version-fallback']='on off'
	['mld startup-query-interval']='auto'
	['mld startup-query-count']='auto'
	['mld last-member-query-interval']='auto'
	['mld last-member-query-count']='auto'
	['mld source-address']='auto'
	['mld track-groups']='on off'
	['mld track-hosts']='on off'
)
declare -gA _querierctl_numbers=(
	['version']='version'
	['query-interval']='query_interval_ms'
	['query-response-interval']='query_response_interval_ms'
	['robustness']='robustness'
	['startup-query-interval']='startup_query_interval_ms'
	['startup-query-count']='startup_query_count'
	['last-member-query-interval']='last_member_query_interval_ms'
	['last-member-query-count']='last_member_query_count'
	['max-groups']='max_groups'
	['max-sources']='max_sources'
	['max-hosts']='max_hosts'
	['other-querier-max']='other_querier_max_ms'
)
# end of tables

# Interfaces may have any name, so no function lets the shell expand one.

# Does a querier of an interface have such a value in a file?
_querierctl_has() # IFACE FAMILY FILE PATTERN
{
	local family value

	for family in ${2:-igmp mld}; do
		# shellcheck disable=SC2053 # a pattern
		if read -r value <"$sys/class/net/$1/$family/$3" && [[ $value == $4 ]]; then return 0; fi
	done 2>/dev/null
	return 1
}

# Those that the verb has something to do with; all but the loopback as long as the
# module is not loaded.
_querierctl_ifaces() # VERB FAMILY
{
	local path name

	for path in "$sys"/class/net/*; do
		name=${path##*/}
		if [ ! -d "$sys/module/igmp_querier" ]; then
			[ "$name" = lo ] || printf '%s\n' "$name"
			continue
		fi
		case $1 in
		enable) _querierctl_has "$name" "$2" querier_enable 0 ;;
		disable) _querierctl_has "$name" "$2" querier_enable '[!0]*' ;;
		*) _querierctl_has "$name" '' querier_enable '*' ;;
		esac && printf '%s\n' "$name"
	done
}

# What a key can be; of a time or number also what it is.
_querierctl_values() # IFACE FAMILY KEY
{
	local key=${3//_/-} value

	# shellcheck disable=SC2086 # words
	printf '%s\n' ${_querierctl_choices["$2 $key"]-}
	[ -n "${_querierctl_numbers[$key]-}" ] || return 0
	read -r value 2>/dev/null <"$sys/class/net/$1/$2/${_querierctl_numbers[$key]}" || return 0
	case ${_querierctl_numbers[$key]}:$value in
	*:0) ;;
	*_ms:*000) echo "${value%000}s" ;;
	*_ms:*) echo "${value}ms" ;;
	*) echo "$value" ;;
	esac
}

# Those that are not among the words.
_querierctl_keys() # FAMILY WORD...
{
	local key family=$1

	shift
	for key in ${_querierctl_keys_of[$family]}; do
		[[ " ${*//_/-} " == *" $key "* ]] || echo "$key"
	done
}

# After "set" and these words.
_querierctl_set() # WORD...
{
	local iface=${1-} family=igmp

	if [ $# = 0 ]; then
		_querierctl_ifaces set ''
		return
	fi
	shift
	case ${1-} in
	igmp | mld)
		family=$1
		shift
		;;
	'') printf '%s\n' igmp mld ;;
	esac
	if (($# % 2)); then
		_querierctl_values "$iface" "$family" "${*: -1}"
	else
		_querierctl_keys "$family" "$@"
	fi
}

# All that may follow the verb and these words.
_querierctl_words() # VERB FAMILY WORD...
{
	local verb=$1 family=$2

	shift 2
	case ${_querierctl_args[$verb]-} in
	*KEY*) _querierctl_set "$@" ;;
	*GROUP*) [ $# -gt 0 ] || _querierctl_ifaces "$verb" "$family" ;;
	*IFACE*) _querierctl_ifaces "$verb" "$family" | grep -vxF -e "$(printf '%s\n' / "$@")" ;;
	esac
}

_querierctl_candidates() # VERB FAMILY WORD...
{
	if [[ -z $ended && $word == -* ]]; then
		# shellcheck disable=SC2086 # words
		printf '%s\n' ${_querierctl_options[${1:-any}]-} ${_querierctl_options[any]-}
	elif [ -z "$1" ]; then
		printf '%s\n' "${!_querierctl_args[@]}"
	else
		_querierctl_words "$@"
	fi
}

_querierctl()
{
	local word=${COMP_WORDS[COMP_CWORD]} verb='' family='' ended='' words=() i candidate
	local sys=${QUERIERCTL_SYSFS:-/sys}

	for ((i = 1; i < COMP_CWORD; i++)); do
		case $ended${COMP_WORDS[i]} in
		--) ended=yes ;;
		--igmp | --mld) family=${COMP_WORDS[i]#--} ;;
		-*) ;;
		*) if [ -z "$verb" ]; then verb=${COMP_WORDS[i]}; else words+=("${COMP_WORDS[i]}"); fi ;;
		esac
	done
	COMPREPLY=()
	if [[ $ended$word != -* && -n $verb && ${_querierctl_args[$verb]-} == *FILE* ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	fi
	while IFS= read -r candidate; do
		# Before "--" a name would be taken for an option.
		[[ -z $ended && -z $word && $candidate == -* ]] && continue
		[[ -z $candidate || $candidate != "$word"* ]] || COMPREPLY+=("$(printf '%q' "$candidate")")
	done < <(_querierctl_candidates "$verb" "$family" "${words[@]}" | sort -u)
}

complete -F _querierctl querierctl
