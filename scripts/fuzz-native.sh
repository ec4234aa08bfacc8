#!/bin/bash
# Coverage-guided fuzzing of the C++ core with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   scripts/fuzz-native.sh [SECONDS]
#
# Starts from native/fuzz/corpus; what it finds of interest goes to build-fuzz/corpus and what fails to build-fuzz. Needs clang++.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
command -v clang++ >/dev/null || { echo 'fuzz-native: expected clang++, got none: apt-get install clang' >&2; exit 1; }
mkdir -p build-fuzz/corpus
clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Wno-psabi \
  native/fuzz/codec.cpp native/batch/batch.cpp native/batch/dispatch.cpp native/batch/decision_table.cpp \
  native/batch/census.cpp native/batch/find.cpp native/batch/map.cpp native/batch/passes.cpp -o build-fuzz/codec
build-fuzz/codec -max_total_time="$seconds" -max_len=4096 -artifact_prefix=build-fuzz/ -print_final_stats=1 \
  build-fuzz/corpus native/fuzz/corpus
