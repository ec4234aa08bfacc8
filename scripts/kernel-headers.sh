#!/bin/bash
# Fetches Debian's kernel headers for the cross-check: signed packages, unpacked and never installed.
#
#   scripts/kernel-headers.sh [--source] [--dir DIR] [--list] [VERSION ...]
#
# VERSION is a series (6.12) or a release (6.12.107); a release that is gone gives the newest of its series.
# Without VERSION the newest of every series the suites hold is taken. Each lands in DIR/headers/RELEASE/ (the
# common and the amd64 package side by side), with --source also in DIR/source/RELEASE/: the few folders that hold
# what the headers do not. Nothing is fetched twice. --list prints the releases on offer and fetches nothing.
# DEBIAN_MIRROR overrides the mirror read from this machine's apt sources.
set -euo pipefail

readonly suites='bullseye bookworm bookworm-backports trixie trixie-backports forky sid'
readonly security_suites='bullseye-security bookworm-security trixie-security'
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly source_paths='mm fs/proc fs/userfaultfd.c include arch/x86/include arch/x86/mm arch/x86/coco'

fail() { echo "kernel-headers: $*" >&2; exit 1; }
say() { echo "kernel-headers: $*" >&2; }

dir=${XDG_CACHE_HOME:-$HOME/.cache}/x86-pte/headers
with_source=no list_only=no wanted=()
while [ $# -gt 0 ]; do
  case $1 in
    --source) with_source=yes ;;
    --list) list_only=yes ;;
    --dir) [ $# -ge 2 ] || fail 'expected a folder after --dir, got nothing'; dir=$2; shift ;;
    -h|--help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    [0-9]*) wanted+=("$1") ;;
    *) fail "expected --source, --list, --dir DIR or a version such as 6.12, got $1" ;;
  esac
  shift
done
for tool in apt-get apt-cache dpkg dpkg-deb; do
  command -v "$tool" >/dev/null || fail "expected a Debian-like system, got one without $tool"
done
[ -r "$keyring" ] || fail "expected $keyring (package debian-archive-keyring), got nothing there"

# The first address in this machine's own sources, comments aside, whose path ends in the given word.
configured_mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    grep -v '^[[:space:]]*#' | grep -oE "https?://[^[:space:]]+/$1/?([[:space:]]|\$)" | head -n 1 | tr -d '[:space:]' || true
}
mirror=${DEBIAN_MIRROR:-$(configured_mirror debian)}
mirror=${mirror:-http://deb.debian.org/debian} # the name Debian itself gives out; used only where nothing is configured
security=$(configured_mirror debian-security)
if [ -n "${DEBIAN_MIRROR:-}" ] || [ -z "$security" ]; then security=${mirror%/}-security; fi

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
readonly state=$dir/apt
mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
: >"$state/status"
{
  for suite in $suites; do echo "deb [arch=amd64 signed-by=$keyring] $mirror $suite main"; done
  for suite in $security_suites; do echo "deb [arch=amd64 signed-by=$keyring] $security $suite main"; done
} >"$state/sources.list"
cat >"$state/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::SourceList "$state/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "";
Acquire::Languages "none";
CONF
apt-get -qq -c "$state/apt.conf" update >&2 || fail 'apt could not read the package lists (see above)'

# "RELEASE PACKAGE=VERSION" for every package whose name matches, oldest first; a release is the upstream version.
offers() {
  apt-cache -c "$state/apt.conf" search --names-only "$1" | cut -d' ' -f1 |
    xargs -r apt-cache -c "$state/apt.conf" madison | tr -d ' ' |
    awk -F'|' '{ release = $2; sub(/-[^-]*$/, "", release); print release, $1 "=" $2 }' | sort -u | sort -V
}
series_of() { cut -d. -f1,2 <<<"$1"; }
series_pattern() { printf '^%s([.~ ]|$)' "${1//./\\.}"; }
# The offer for a release, else the newest of its series.
choose() {
  local table=$1 version=$2 hit
  hit=$(grep -E "^${version//./\\.} " <<<"$table" | tail -n 1) || true
  [ -n "$hit" ] || hit=$(grep -E "$(series_pattern "$(series_of "$version")")" <<<"$table" | tail -n 1) || true
  echo "$hit"
}

headers=$(offers '^linux-headers-[0-9].*-common$' | grep -v -- '-rt-common=')
if [ "$list_only" = yes ]; then cut -d' ' -f1 <<<"$headers" | uniq; exit 0; fi
if [ ${#wanted[@]} -eq 0 ]; then
  mapfile -t wanted < <(cut -d' ' -f1 <<<"$headers" | cut -d. -f1,2 | uniq)
fi
sources=
if [ "$with_source" = yes ]; then sources=$(offers '^linux-source-[0-9.]+$'); fi

# Downloads packages and unpacks them into a folder that appears only when complete.
unpack() {
  local into=$1 work; shift
  work=$(mktemp -d "$dir/.unpack-XXXXXX")
  (cd "$work" && apt-get -qq -c "$state/apt.conf" download "$@" >&2) || { rm -rf "$work"; fail "could not download $*"; }
  mkdir "$work/root"
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
  rm "$work"/*.deb
  mkdir -p "$(dirname "$into")"
  chmod 755 "$work/root"
  echo "$*" >"$work/root/PACKAGES"
  mv -T "$work/root" "$into"
  rmdir "$work"
}

fetch_headers() {
  local release=$1 package=$2 into=$dir/headers/$1
  [ -d "$into" ] || unpack "$into" "$package" "${package/-common=/-amd64=}"
  say "headers $release in $into"
}

# The source package is one archive of the whole tree: only the folders we read are kept.
fetch_source() {
  local release=$1 package=$2 into=$dir/source/$1 whole tarball top
  if [ ! -d "$into" ]; then
    whole=$dir/.whole-$release
    rm -rf "$whole" "$into.part"
    unpack "$whole" "$package"
    tarball=$(ls "$whole"/usr/src/linux-source-*.tar.*)
    top=$(basename "${tarball%.tar.*}")
    mkdir -p "$into.part"
    # Not every release has every folder (arch/x86/coco came in 5.16), and tar says so with exit status 2.
    # shellcheck disable=SC2086
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
  [ -n "$release" ] || fail "expected one of the series $(cut -d' ' -f1 <<<"$headers" | cut -d. -f1,2 | uniq | tr '\n' ' '), got $version"
  case $version in *.*.*) [ "$release" = "$version" ] || say "$version is gone, taking $release" ;; esac
  fetch_headers "$release" "$package"
  if [ "$with_source" = yes ]; then
    read -r source_release source_package <<<"$(choose "$sources" "$release")"
    if [ -z "$source_release" ]; then say "no source package for $release"; continue; fi
    [ "$source_release" = "$release" ] || say "no source package for $release, taking $source_release"
    fetch_source "$source_release" "$source_package"
  fi
done
