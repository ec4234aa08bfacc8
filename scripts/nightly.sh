#!/bin/bash
# Everything against every kernel on offer: headers compared, helpers proved, kernels recorded and replayed, the core fuzzed.
#
#   scripts/nightly.sh [--dir DIR] [--fuzz SECONDS]
#
# Takes the newest release of each series that Debian's suites hold. Fetches into DIR (~/.cache/x86-pte unless given), and
# leaves reports, recordings and a log of each check in DIR/nightly; docs/proved.md and docs/recorded.md are written anew.
# Goes on after a failure; the last line counts, and the exit code is 1 if anything failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

dir=${XDG_CACHE_HOME:-$HOME/.cache}/x86-pte fuzz=600
while [ $# -gt 0 ]; do
  case $1 in
    --dir) dir=${2:?expected a folder after --dir}; shift ;;
    --fuzz) fuzz=${2:?expected seconds after --fuzz}; shift ;;
    -h|--help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    *) echo "nightly: expected --dir DIR or --fuzz SECONDS, got $1" >&2; exit 1 ;;
  esac
  shift
done
out=$dir/nightly passed=0 failed=0
mkdir -p "$out"

# check NAME COMMAND...: its output goes to a log, one line of what came out to the terminal.
check() {
  local log=$out/$1.log
  if "${@:2}" >"$log" 2>&1; then
    passed=$((passed + 1)) && echo "ok      $1: $(tail -n 1 "$log")"
  else
    failed=$((failed + 1)) && echo "FAILED  $1: see $log"
  fi
}
series() { "$1" --dir "$dir" --list 2>/dev/null | cut -d. -f1,2 | sort -uV; }
newest() { find "$dir/$1" -maxdepth 1 -name "$2.*" | sort -V | tail -n 1; }

compare() { # a kernel's headers, with its sources where there are any
  local source
  scripts/kernels/kernel-headers.sh --source --dir "$dir" "$1" || return
  source=$(newest source "$1")
  node bin/pte.cjs crosscheck --headers "$(newest headers "$1")" ${source:+--source "$source"} --html "$out/crosscheck-$1.html"
}
replay() { # what a kernel does
  local image
  scripts/kernels/kernel-image.sh --dir "$dir" "$1" || return
  image=$(newest images "$1")
  npx pte record --image "$image" --out "$out/lives-$1.json" &&
    npx pte record --image "$image" --walk "$(date +%j)" --out "$out/walk-$1.json" &&
    node bin/pte.cjs replay "$out/lives-$1.json" "$out/walk-$1.json"
}

for one in $(series scripts/kernels/kernel-headers.sh); do check "crosscheck-$one" compare "$one"; done
check prove scripts/prove.sh --dir "$dir"
for one in $(series scripts/kernels/kernel-image.sh); do check "replay-$one" replay "$one"; done
report() { node dist/record/recordedPage.js "$out"/lives-*.json "$out"/walk-*.json >"$out/recorded.md" && cp "$out/recorded.md" docs/; }
check report report
check bugs node dist/explorer/bugs.js --check
check fuzz node bin/pte.cjs fuzz --time "$fuzz" --seed "$(date +%j)" --target codec,reference,objects,mm
check fuzz-native scripts/fuzz-native.sh "$fuzz"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
