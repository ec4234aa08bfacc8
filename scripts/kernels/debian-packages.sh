# shellcheck shell=bash
# Sourced by scripts that need Debian packages unpacked in a folder of their own: signed by Debian, with source lists and
# apt state kept in that folder. Nothing is installed, and root is not needed.
#
#   open_packages DIR SUITES SECURITY_SUITES   prepares DIR and reads the package lists
#   packages apt-get|apt-cache ARGS...         runs apt on those lists
#   unpack_packages INTO NAME[=VERSION]...     downloads and unpacks; INTO appears only when complete
#   offers PATTERN, choose OFFERS VERSION      releases of the kernel among the packages
# DEBIAN_MIRROR overrides the mirror read from this machine's apt sources.

fail() { echo "${0##*/}: $*" >&2; exit 1; }
say() { echo "${0##*/}: $*" >&2; }

# The first address in this machine's own sources, comments aside, whose path ends in the given word.
configured_mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    grep -v '^[[:space:]]*#' | grep -oE "https?://[^[:space:]]+/$1/?([[:space:]]|\$)" | head -n 1 | tr -d '[:space:]' || true
}

open_packages() {
  local suites=$2 security_suites=$3 mirror security suite
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  for tool in apt-get apt-cache dpkg; do
    command -v "$tool" >/dev/null || fail "expected a Debian-like system, got one without $tool"
  done
  [ -r "$keyring" ] || fail "expected $keyring (package debian-archive-keyring), got nothing there"
  mkdir -p "$1"
  packages_dir=$(cd "$1" && pwd)

  mirror=${DEBIAN_MIRROR:-$(configured_mirror debian)}
  mirror=${mirror:-http://deb.debian.org/debian} # the name Debian itself gives out; used only where nothing is configured
  security=$(configured_mirror debian-security)
  if [ -n "${DEBIAN_MIRROR:-}" ] || [ -z "$security" ]; then security=${mirror%/}-security; fi

  local state=$packages_dir/apt
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
  packages apt-get -qq update >&2 || fail 'apt could not read the package lists (see above)'
}

packages() {
  local tool=$1
  shift
  "$tool" -c "$packages_dir/apt/apt.conf" "$@"
}

unpack_packages() {
  local into=$1 work package
  shift
  work=$(mktemp -d "$packages_dir/.unpack-XXXXXX")
  (cd "$work" && packages apt-get -qq download "$@" >&2) || { rm -rf "$work"; fail "could not download $*"; }
  mkdir "$work/root"
  for package in "$work"/*.deb; do
    dpkg -x "$package" "$work/root" || { rm -rf "$work"; fail "could not unpack $package (is the disk full?)"; }
  done
  echo "$*" >"$work/root/PACKAGES"
  mkdir -p "$(dirname "$into")"
  mv -T "$work/root" "$into"
  rm -rf "$work"
}

# The suites that hold kernels.
# shellcheck disable=SC2034
kernel_suites='bullseye bookworm bookworm-backports trixie trixie-backports forky sid'
# shellcheck disable=SC2034
kernel_security_suites='bullseye-security bookworm-security trixie-security'

# "RELEASE PACKAGE=VERSION" for every package whose name matches, oldest first; a release is the upstream version.
offers() {
  packages apt-cache search --names-only "$1" | cut -d' ' -f1 |
    xargs -r apt-cache -c "$packages_dir/apt/apt.conf" madison | tr -d ' ' |
    awk -F'|' '{ release = $2; sub(/-[^-]*$/, "", release); print release, $1 "=" $2 }' | sort -u | sort -V
}
series_of() { cut -d. -f1,2 <<<"$1"; }
# The offer for a release, else the newest of its series.
choose() {
  local table=$1 version=$2 series hit
  hit=$(grep -E "^${version//./\\.} " <<<"$table" | tail -n 1) || true
  series=$(series_of "$version")
  [ -n "$hit" ] || hit=$(grep -E "^${series//./\\.}([.~ ])" <<<"$table" | tail -n 1) || true
  echo "$hit"
}
