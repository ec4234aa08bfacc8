#!/bin/bash
# Prints a command that runs CBMC 6, the model checker behind `pte crosscheck --prove`.
#
#   scripts/kernels/cbmc.sh [--dir DIR]
#
# Where cbmc 6 is installed, that is `cbmc`. Elsewhere Debian 13's package is unpacked in DIR (~/.cache/x86-pte unless given)
# with the release's own dynamic loader and C and C++ libraries beside it, since an older system's are too old for it, and
# the command is a wrapper there. Nothing is installed, and nothing is fetched twice.
set -euo pipefail
source "$(dirname "$0")/debian-packages.sh"

suite=trixie
libraries='libc6 libstdc++6 libgcc-s1 zlib1g minisat'

dir=${XDG_CACHE_HOME:-$HOME/.cache}/x86-pte
while [ $# -gt 0 ]; do
  case $1 in
    --dir) [ $# -ge 2 ] || fail 'expected a folder after --dir, got nothing'; dir=$2; shift ;;
    -h|--help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    *) fail "expected --dir DIR or nothing, got $1" ;;
  esac
  shift
done

is_cbmc_6() { [[ $("$1" --version 2>/dev/null) == 6.* ]]; }

if is_cbmc_6 cbmc; then command -v cbmc; exit 0; fi
root=$dir/cbmc
if [ ! -d "$root" ]; then
  open_packages "$dir/cbmc-packages" "$suite" ''
  # shellcheck disable=SC2086
  unpack_packages "$root" cbmc $libraries
fi
root=$(cd "$root" && pwd)

# Through the loader by name: the program's own path to one is the system's.
cat >"$root/cbmc" <<WRAPPER
#!/bin/sh
root=\$(dirname "\$(readlink -f "\$0")")
lib=\$root/usr/lib/x86_64-linux-gnu
exec "\$lib/ld-linux-x86-64.so.2" --library-path "\$lib:\$root/usr/lib" "\$root/usr/bin/cbmc" "\$@"
WRAPPER
chmod +x "$root/cbmc"
is_cbmc_6 "$root/cbmc" || fail "expected CBMC 6 in $root, got $("$root/cbmc" --version 2>&1 | head -n 1): remove that folder and try again"
echo "$root/cbmc"
