#!/bin/bash
# Proves the helpers of kernels for all words and writes docs/proved.md.
#
#   scripts/prove.sh [--dir DIR] [SERIES ...]
#
# Fetches headers, sources and CBMC into DIR (~/.cache/x86-pte unless given) where they are not there yet. Without SERIES:
# 5.10 6.1 6.12 7.2 7.3.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=${XDG_CACHE_HOME:-$HOME/.cache}/x86-pte
if [ "${1:-}" = --dir ]; then dir=$2; shift 2; fi
if [ $# -eq 0 ]; then set -- 5.10 6.1 6.12 7.2 7.3; fi
for series in "$@"; do
  compgen -G "$dir/headers/$series.*" >/dev/null && compgen -G "$dir/source/$series.*" >/dev/null ||
    scripts/kernels/kernel-headers.sh --source --dir "$dir" "$series"
done
cbmc=$(scripts/kernels/cbmc.sh --dir "$dir")
node dist/crosscheck/prove/provedPage.js "$cbmc" "$dir/headers" "$dir/source" "$@"
