// What stands before an -inl.hpp file when dispatch.cpp includes it. Such a file includes this when it is opened by itself, so
// that an editor sees it without errors and a test can compile it.
#pragma once
#include <cstdint>
#include <bit>
#include <cstring>

#include "byte_tables.hpp"
#include "columns.hpp"
#include "eights.hpp"
#include "intrinsics.hpp"
#include "outer_rows.hpp"

#define PTE_INLINE [[gnu::always_inline]] inline

using namespace pte;
