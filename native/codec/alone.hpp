// What stands before an -inl.hpp file when dispatch.cpp includes it. Such a file includes this when it is opened by itself, so
// that an editor sees it without errors and a test can compile it.
#pragma once
#include <cstdint>
#include <bit>
#include <cstring>

#include "byte_tables.hpp"
#include "columns.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PTE_INLINE [[gnu::always_inline]] inline

using namespace pte;
