#!/bin/sh
# The core as a plain CMake library: built, tested, installed, and used by a project that sees only the installed files.
# Every header that was installed must compile by itself.
set -e
cd "$(dirname "$0")/.."
out=$PWD/build-plain

cmake -S . -B "$out" -DCMAKE_INSTALL_PREFIX="$out/prefix"
cmake --build "$out" --parallel 2
ctest --test-dir "$out" --output-on-failure --no-tests=error

rm -rf "$out/prefix" "$out/consumer"
cmake --install "$out"

headers=$(cd "$out/prefix/include" && find x86_pte -name '*.hpp' | sort)
for header in $headers; do
  case $header in
    *-inl.hpp) flags='-march=x86-64-v4 -Wno-unused-function' ;; # of one instruction set, which dispatch.cpp names
    *) flags= ;;
  esac
  echo "#include <$header>" | ${CXX:-c++} -std=c++20 -Wall -Wextra -Werror -Wno-psabi $flags -fsyntax-only -x c++ -I "$out/prefix/include" -
done
echo "$(echo "$headers" | wc -l) installed headers compile, each by itself"

cmake -S examples/cmake-consumer -B "$out/consumer" -DCMAKE_PREFIX_PATH="$out/prefix"
cmake --build "$out/consumer"
ctest --test-dir "$out/consumer" --output-on-failure --no-tests=error
