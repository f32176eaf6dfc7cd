# shellcheck shell=bash
# Sourced by what boots a kernel of Debian's: what QEMU starts, made of its package.

# Uncompressed, because busybox does not unpack them; in the order to load them.
copy_boot_modules()
{
	local prefix=$1 release=$2 to=$3 module name
	mkdir "$to"
	# shellcheck disable=SC2154 # of who sources this
	for module in $boot_modules; do
		modprobe -d "$prefix" -S "$release" --show-depends "$module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
	while read -r module; do
		name=$(basename "$module")
		case $name in
		*.xz) xz -dc "$module" >"$to/${name%.xz}" ;;
		*.zst) zstd -qdc "$module" >"$to/${name%.zst}" ;;
		*) cp "$module" "$to/" ;;
		esac
		printf '%s\n' "${name%.[xz]*}" >>"$to/order"
	done
}

# The kernel within the kernel image (Documentation/x86/boot.rst), which QEMU
# starts by its PVH entry: an emulated CPU takes five seconds to uncompress it.
# Fails if it is neither xz nor zstd; then the image will do. Its last word is its size.
uncompress() # VMLINUZ
{
	compressed "$1" | xz -qdc 2>/dev/null || compressed "$1" | zstd -qdc
}

compressed() # VMLINUZ
{
	local sectors offset length
	sectors=$(od -A n -t u1 -j $((0x1f1)) -N 1 "$1")
	read -r offset length < <(od -A n -t u4 -j $((0x248)) -N 8 "$1")
	dd if="$1" bs=1M status=none iflag=skip_bytes,count_bytes \
		skip=$(((sectors + 1) * 512 + offset)) count=$((length - 4))
}
