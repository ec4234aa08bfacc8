#!/bin/bash
# Fetches Debian's kernel headers for the cross-check: signed packages, unpacked and never installed.
#
#   scripts/kernels/kernel-headers.sh [--source] [--kbuild] [--dir DIR] [--list] [VERSION ...]
#
# VERSION is a series (6.12) or a release (6.12.107); a release that is gone gives the newest of its series.
# Without VERSION the newest of every series the suites hold is taken. Each lands in DIR/headers/RELEASE/ (the
# common and the amd64 package side by side), with --source also in DIR/source/RELEASE/: the few folders that hold
# what the headers do not; --kbuild adds what modules are built with, from 6.12 on. Nothing is fetched twice. --list prints the releases on offer (with --source, those whose
# sources are) and fetches nothing.
# DIR is ~/.cache/x86-pte unless given. DEBIAN_MIRROR overrides the mirror read from this machine's apt sources.
set -euo pipefail
source "$(dirname "$0")/debian-packages.sh"

source_paths='mm fs/proc fs/userfaultfd.c include arch/x86/include arch/x86/mm arch/x86/coco'

dir=${XDG_CACHE_HOME:-$HOME/.cache}/x86-pte
with_source=no with_kbuild=no list_only=no wanted=()
while [ $# -gt 0 ]; do
  case $1 in
    --source) with_source=yes ;;
    --kbuild) with_kbuild=yes ;;
    --list) list_only=yes ;;
    --dir) [ $# -ge 2 ] || fail 'expected a folder after --dir, got nothing'; dir=$2; shift ;;
    -h|--help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    [0-9]*) wanted+=("$1") ;;
    *) fail "expected --source, --kbuild, --list, --dir DIR or a version such as 6.12, got $1" ;;
  esac
  shift
done
open_packages "$dir" "$kernel_suites" "$kernel_security_suites"
dir=$packages_dir

headers=$(offers '^linux-headers-[0-9].*-common$' | grep -v -- '-rt-common=') || fail 'expected kernel headers in the package lists, got none'
series=$(cut -d' ' -f1 <<<"$headers" | cut -d. -f1,2 | uniq)
sources=
if [ "$with_source" = yes ]; then sources=$(offers '^linux-source-[0-9.]+$'); fi
if [ "$list_only" = yes ]; then cut -d' ' -f1 <<<"${sources:-$headers}" | uniq; exit 0; fi
if [ ${#wanted[@]} -eq 0 ]; then mapfile -t wanted <<<"$series"; fi

fetch_headers() {
  local release=$1 package=$2 into=$dir/headers/$1
  local all=("$package" "${package/-common=/-amd64=}") kbuild=${package/-headers-/-kbuild-}
  if [ "$with_kbuild" = yes ]; then all+=("${kbuild/-common=/=}"); fi
  if [ -d "$into" ] && [ "$with_kbuild" = yes ] && [ ! -d "$into/usr/lib/${all[2]%%=*}" ]; then
    fail "expected $into with linux-kbuild, got one without: take another folder by --dir"
  fi
  [ -d "$into" ] || unpack_packages "$into" "${all[@]}"
  say "headers $release in $into"
}

# The source package is one archive of the whole tree: only the folders we read are kept.
fetch_source() {
  local release=$1 package=$2 into=$dir/source/$1 whole tarball top
  if [ ! -d "$into" ]; then
    whole=$dir/.whole-$release
    rm -rf "$whole" "$into.part"
    unpack_packages "$whole" "$package"
    tarball=$(ls "$whole"/usr/src/linux-source-*.tar.*)
    top=$(basename "${tarball%.tar.*}")
    mkdir -p "$into.part"
    # Not every release has every folder (arch/x86/coco is younger than the others), and tar calls that an error.
    # shellcheck disable=SC2046,SC2086
    tar -xf "$tarball" -C "$into.part" --strip-components=1 $(printf "$top/%s " $source_paths) "$top/Makefile" 2>/dev/null || true
    [ -f "$into.part/mm/pgtable-generic.c" ] || fail "expected kernel sources in $package, got none"
    echo "$package" >"$into.part/PACKAGES"
    mv -T "$into.part" "$into"
    rm -rf "$whole"
  fi
  say "source $release in $into"
}

for version in "${wanted[@]}"; do
  read -r release package <<<"$(choose "$headers" "$version")"
  [ -n "$release" ] || fail "expected a version of the series ${series//$'\n'/ }, got $version"
  case $version in *.*.*) [ "$release" = "$version" ] || say "$version is gone, taking $release" ;; esac
  fetch_headers "$release" "$package"
  [ "$with_source" = yes ] || continue
  read -r source_release source_package <<<"$(choose "$sources" "$release")"
  if [ -z "$source_release" ]; then say "no source package for $release"; continue; fi
  [ "$source_release" = "$release" ] || say "no source package of $release, taking $source_release"
  fetch_source "$source_release" "$source_package"
done
