#!/usr/bin/env bash
# Lets sparse judge the types: counts what it finds of VM_FAULT codes that mix with integers, before the migration and
# after it, in a kernel that does not have the type yet.
#
#   scripts/sparse-oracle.sh TREE [WORK]
#
# TREE is a git checkout of the kernel (v4.14) and is not touched: what is needed is copied to WORK. There the codes and
# their type are made __bitwise, as v5.1 has them. x86, allmodconfig, without what new compilers cannot build of so old
# a kernel; files of other architectures are left out. Prints both counts, then each finding that is left, then the files
# that could not be judged: sparse says nothing of what comes behind an include that it does not find.
set -euo pipefail
tree=$(realpath "$1")
work=${2:-$(mktemp -d)}
here=$(realpath "$(dirname "$0")/..")
build=$work/build
mkdir -p "$build"
for each in before after; do
  [ -d "$work/$each" ] || git clone -q --shared "$tree" "$work/$each"
done
node "$here/bin/faultline.js" apply --prepare -q "$work/after" || true

for each in before after; do
  cd "$work/$each"
  grep -q 'vm_fault_t;' include/linux/mm_types.h ||
    sed -i '0,/^struct vm_special_mapping {/s//typedef int vm_fault_t;\n&/' include/linux/mm_types.h
  sed -i 's/^typedef int vm_fault_t;/typedef unsigned int __bitwise vm_fault_t;/' include/linux/mm_types.h
  sed -i -E 's/^(#define VM_FAULT_[A-Z_]+)\s+(0x[0-9a-f]+)/\1 ((__force vm_fault_t)\2)/
    s/^#define VM_FAULT_SET_HINDEX\(x\).*/#define VM_FAULT_SET_HINDEX(x) ((__force vm_fault_t)((x) << 12))/
    s/^#define VM_FAULT_GET_HINDEX\(x\).*/#define VM_FAULT_GET_HINDEX(x) (((__force unsigned int)(x) >> 12) \& 0xf)/' \
    include/linux/mm.h
done

cd "$work/before"
if [ ! -e "$build/include/generated/asm-offsets.h" ]; then
  make -s O="$build" ARCH=x86 allmodconfig >/dev/null
  sed -i -E 's/^CONFIG_(STACK_VALIDATION|UNWINDER_ORC|GCC_PLUGINS|RETPOLINE)=y/# CONFIG_\1 is not set/' "$build/.config"
  (yes '' || true) | make -s O="$build" ARCH=x86 oldconfig >/dev/null
  make -s -k O="$build" ARCH=x86 prepare >/dev/null 2>&1 || true
fi

# What the makefiles of a file's folder and of those above it say of where to look for headers.
includes() {
  local src=$1 folder=$2 at
  for ((at = 0; at < 9; at++)); do
    [ ! -e "$src/$folder/Makefile" ] ||
      grep -oP '(?<!\S)-I *\K\S+' "$src/$folder/Makefile" |
      sed -E "s#\\$\(srctree\)/?#$src/#; s#\\$\((src|obj)\)#$folder#; s#^#-I#; s#^-I([^/])#-I$src/\\1#"
    [ "$folder" != . ] || break
    folder=$(dirname "$folder")
  done
}

judge() {
  local src=$work/$1 file=$2 own
  own=$(includes "$src" "$(dirname "$file")")
  cd "$build"
  sparse -Wbitwise -fmax-warnings=unlimited -Wno-decl -Wno-context -Wno-address-space -m64 -D__linux__ -D__x86_64__ \
    -nostdinc -isystem "$(gcc -print-file-name=include)" \
    -I"$src/arch/x86/include" -Iarch/x86/include/generated -I"$src/include" -Iinclude \
    -I"$src/arch/x86/include/uapi" -Iarch/x86/include/generated/uapi -I"$src/include/uapi" -Iinclude/generated/uapi \
    -include "$src/include/linux/kconfig.h" -D__KERNEL__ -DMODULE "-DKBUILD_STR(s)=#s" \
    '-DKBUILD_BASENAME="x"' '-DKBUILD_MODNAME="x"' -I"$src/$(dirname "$file")" -I"$src/include/drm" $own "$src/$file" 2>&1 |
    sed "s#$src/##g; s#^\([^ ]*: error: unable to open\)#$file: \1#" || true
}
export -f includes judge
export work build

cd "$work/after"
{ git grep -lP '\bVM_FAULT_\w+|\bvm_fault_t\b' -- '*.c'; git diff --name-only -- '*.c'; } | sort -u |
  grep -vP '^arch/(?!x86)' >"$work/files"
for each in before after; do
  # A finding is a line with its place and the lines under it; the same line of a header comes with many files.
  xargs -P "$(nproc)" -I{} bash -c "judge $each {}" <"$work/files" >"$work/$each.said"
  perl -ne 'if (/^\S+?:\d+:\d+: (warning|error): /) { push @all, $b; $b = $_ } else { $b .= $_ }
      END { for (@all, $b) { next unless /vm_fault_t/; my ($line) = /^(.*)$/m; print "$line\n" unless $seen{$line}++ } }' \
    "$work/$each.said" | sort >"$work/$each.findings"
  echo "$each: $(wc -l <"$work/$each.findings") findings in $(cut -d: -f1 "$work/$each.findings" | sort -u | wc -l) files"
done
cat "$work/after.findings"
{ grep -hP "^\\S+: \\S+ error: unable to open" "$work/after.said" || true; } |
  sed "s/^\\(\\S*\\): .*unable to open/\\1:/" | sort -u >"$work/unread"
echo "not judged: $(wc -l <"$work/unread") of $(wc -l <"$work/files") files, each for want of a header"
cat "$work/unread"
