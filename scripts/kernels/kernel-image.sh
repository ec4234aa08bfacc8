#!/bin/bash
# Fetches Debian's kernels for recording: signed packages, unpacked and never installed.
#
#   scripts/kernels/kernel-image.sh [--dir DIR] [--list] VERSION ...
#
# VERSION is a series (6.12) or a release (6.12.107); a release that is gone gives the newest of its series. Each lands in
# DIR/images/RELEASE/. Nothing is fetched twice. --list prints the releases on offer and fetches nothing. DIR is
# ~/.cache/x86-pte unless given. DEBIAN_MIRROR overrides the mirror read from this machine's apt sources.
set -euo pipefail
source "$(dirname "$0")/debian-packages.sh"

dir=${XDG_CACHE_HOME:-$HOME/.cache}/x86-pte
list_only=no wanted=()
while [ $# -gt 0 ]; do
  case $1 in
    --list) list_only=yes ;;
    --dir) [ $# -ge 2 ] || fail 'expected a folder after --dir, got nothing'; dir=$2; shift ;;
    -h|--help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    [0-9]*) wanted+=("$1") ;;
    *) fail "expected --list, --dir DIR or a version such as 6.12, got $1" ;;
  esac
  shift
done
open_packages "$dir" "$kernel_suites" "$kernel_security_suites"
dir=$packages_dir

# Each kernel that can boot, by the package that holds what boots: an image that needs no binary package, as up to 6.18, or
# a binary package whose modules are there, too. Of many an older release only one part is still on offer.
of_amd64() { grep -vE -- '-(rt|cloud)-amd64='; }
images=$(offers '^linux-image-[0-9]+[.][0-9]+[.][0-9].*-amd64$' | of_amd64) # three numbers: two are a package of no files
split=$(cut -d' ' -f2 <<<"$images" | cut -d= -f1 | xargs -r apt-cache -c "$dir/apt/apt.conf" show |
  awk '$1 == "Package:" { name = $2 } /^Depends:.*linux-binary-/ { print name "=" }' | sort -u)
modules=$(offers '^linux-modules-[0-9].*-amd64$' | sed 's/.*linux-modules-\([^=]*\)=.*/-\1=/')
kernels=$({
  grep -vF "${split:-none}" <<<"$images"
  offers '^linux-binary-(unsigned-)?[0-9].*-amd64$' | of_amd64 | grep -F -- "${modules:-none}"
} | sort -V) || fail 'expected kernels in the package lists, got none'
if [ "$list_only" = yes ]; then cut -d' ' -f1 <<<"$kernels" | uniq; exit 0; fi
[ ${#wanted[@]} -gt 0 ] || fail 'expected a version such as 6.12, got none (--list shows them)'

# What a kernel's folder is made of: the image, or a binary package with its modules and configuration.
parts_of() {
  local of_release name
  of_release=$(awk -v release="$1" '$1 == release { print $2 }' <<<"$kernels")
  name=$(grep -oE '^linux-binary-(unsigned-)?[^=]+' <<<"$of_release" | head -n 1) || true
  if [ -z "$name" ]; then head -n 1 <<<"$of_release"; return; fi
  echo "$name linux-modules-${name#linux-binary-}" "linux-base-${name#linux-binary-}" | sed 's/-\(modules\|base\)-unsigned-/-\1-/g'
}

for version in "${wanted[@]}"; do
  read -r release _ <<<"$(choose "$kernels" "$version")"
  [ -n "$release" ] || fail "expected one of the kernels that --list shows, got $version"
  into=$dir/images/$release
  # shellcheck disable=SC2046
  [ -d "$into" ] || unpack_packages "$into" $(parts_of "$release")
  compgen -G "$into/boot/vmlinuz*" >/dev/null || compgen -G "$into/usr/lib/modules/*/vmlinuz*" >/dev/null ||
    { rm -rf "$into"; fail "expected a kernel in the packages of $release, got none: the one that held it is gone"; }
  say "kernel $release in $into"
done
