#!/bin/sh
# The core as a plain CMake library: built, tested, installed, and used by a project that sees only the installed files.
set -e
cd "$(dirname "$0")/.."
out=$PWD/build-plain

cmake -S . -B "$out" -DCMAKE_INSTALL_PREFIX="$out/prefix"
cmake --build "$out" --parallel 2
ctest --test-dir "$out" --output-on-failure --no-tests=error

rm -rf "$out/prefix" "$out/consumer"
cmake --install "$out"
cmake -S native/test/consumer -B "$out/consumer" -DCMAKE_PREFIX_PATH="$out/prefix"
cmake --build "$out/consumer"
ctest --test-dir "$out/consumer" --output-on-failure --no-tests=error
