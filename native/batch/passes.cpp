#include "passes.hpp"

#include <cstring>

#include "dispatch.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PTE_INLINE [[gnu::always_inline]] inline

namespace pte::portable {
#include "../codec/words/portable-inl.hpp"
#include "find_loops-inl.hpp"
#include "map_loops-inl.hpp"
}  // namespace pte::portable

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("ssse3"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("ssse3")
#endif
namespace pte::ssse3 {
#include "../codec/words/simd128-inl.hpp"
#include "map_loops-inl.hpp"
}  // namespace pte::ssse3
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,bmi,popcnt"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,bmi,popcnt")
#endif
namespace pte::avx2 {
#include "../codec/words/avx2-inl.hpp"
#include "find_loops-inl.hpp"
#include "map_loops-inl.hpp"
#include "../codec/words/avx2-placed-inl.hpp"
#include "packed_rows-inl.hpp"
#include "../codec/outer/avx2-inl.hpp"
#include "../codec/outer/avx2-blocks-inl.hpp"
#include "../codec/outer/avx2-counts-inl.hpp"
#include "../codec/outer_codec-inl.hpp"
#include "census_classes-inl.hpp"
#include "census_loops-inl.hpp"
}  // namespace pte::avx2
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,popcnt"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,popcnt,prefer-vector-width=512")
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // of g++ 12's own headers
#endif
namespace pte::avx512 {
#include "../codec/words/avx512-inl.hpp"
#include "find_loops-inl.hpp"
#include "map_loops-inl.hpp"
#include "../codec/words/avx512-placed-inl.hpp"
#include "packed_rows-inl.hpp"
#include "../codec/outer/avx512-inl.hpp"
#include "../codec/outer/avx512bw-inl.hpp"
#include "../codec/outer/avx512-blocks-inl.hpp"
#include "../codec/outer/avx512-counts-inl.hpp"
#include "../codec/outer_codec-inl.hpp"
#include "census_classes-inl.hpp"
#include "census_loops-inl.hpp"
}  // namespace pte::avx512
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,gfni,popcnt"))), \
                             apply_to = function)
#else
#pragma GCC target("avx512vbmi,gfni")
#endif
namespace pte::avx512vbmi {
#include "../codec/outer/avx512-inl.hpp"
#include "../codec/outer/avx512vbmi-inl.hpp"
#include "../codec/outer/avx512-blocks-inl.hpp"
#include "../codec/outer/avx512-counts-inl.hpp"
#include "../codec/outer_codec-inl.hpp"
#include "census_classes-inl.hpp"
#include "census_loops-inl.hpp"
}  // namespace pte::avx512vbmi
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#elif defined(__aarch64__)
namespace pte::simd128 {
#include "../codec/words/simd128-inl.hpp"
#include "map_loops-inl.hpp"
}  // namespace pte::simd128
#endif

namespace pte {
namespace {

constexpr Passes all_passes[] = {
    {"portable", portable::find_words, portable::map_words},
#if defined(__x86_64__)
    {"ssse3", portable::find_words, ssse3::map_words},
    {"avx2", avx2::find_words, avx2::map_words, avx2::census_words, avx2::decide_packed},
    {"avx512bw", avx512::find_words, avx512::map_words, avx512::census_words, avx512::decide_packed},
    {"avx512", avx512::find_words, avx512::map_words, avx512::census_words, avx512::decide_packed},
    {"avx512", avx512::find_words, avx512::map_words, avx512vbmi::census_words, avx512::decide_packed, true},
#elif defined(__aarch64__)
    {"neon", portable::find_words, simd128::map_words},
#endif
};

}  // namespace

const Passes& passes() noexcept {
    for (const Passes& p : all_passes)
        if (std::strcmp(p.target, target().name) == 0 && p.vbmi == target().vbmi) return p;
    return all_passes[0];
}

}  // namespace pte
