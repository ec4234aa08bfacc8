#include "batch.hpp"

#include <atomic>
#include <cstring>

#include "codec.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PTE_LANES [[gnu::always_inline]] inline

namespace pte::scalar {
#include "batch-inl.hpp"
}

#if defined(__x86_64__)
namespace pte::sse2 {
#include "lanes/sse2-inl.hpp"
#include "codec-inl.hpp"
#include "batch-inl.hpp"
}

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
namespace pte::avx2 {
#include "lanes/avx2-inl.hpp"
#include "codec-inl.hpp"
#include "batch-inl.hpp"
}
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // of g++ 12's own headers
#endif
namespace pte::avx512 {
#include "lanes/avx512-inl.hpp"
#include "codec-inl.hpp"
#include "batch-inl.hpp"
}
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

namespace pte {
namespace {

struct Target {
    const char* name;
    bool (*runs)();
    std::size_t (*decode)(const Plan&, std::size_t, std::size_t, const u64*, const Columns&) noexcept;
    std::size_t (*encode)(const Plan&, std::size_t, std::size_t, const ConstColumns&, u64*) noexcept;
};

constexpr Target all_targets[] = {
    {"scalar", [] { return true; }, scalar::decode_some, scalar::encode_some},
#if defined(__x86_64__)
    {"sse2", [] { return true; }, sse2::decode_some, sse2::encode_some},
    {"avx2", [] { return __builtin_cpu_supports("avx2") != 0; }, avx2::decode_some, avx2::encode_some},
    {"avx512",
     [] {
         return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
     },
     avx512::decode_some, avx512::encode_some},
#endif
};

const Target* best() noexcept {
    const Target* found = all_targets;
    for (const Target& t : all_targets)
        if (t.runs()) found = &t;
    return found;
}

// Not inlined: of masks that it knows to be constant g++ makes instructions in the loop
[[gnu::noinline]] Plan plan_of(const Layout& layout) noexcept { return plan(layout); }

std::atomic<const Target*> chosen{nullptr};

const Target& target() noexcept {
    const Target* t = chosen.load(std::memory_order_relaxed);
    if (t == nullptr) chosen.store(t = best(), std::memory_order_relaxed);
    return *t;
}

}  // namespace

void decode_batch(const Layout& layout, const u64* words, std::size_t n, const Columns& out) noexcept {
    const Plan p = plan_of(layout);
    scalar::decode_some(p, target().decode(p, 0, n, words, out), n, words, out);
}

std::size_t encode_batch(const Layout& layout, const ConstColumns& rows, std::size_t n, u64* words) noexcept {
    const Plan p = plan_of(layout);
    return scalar::encode_some(p, target().encode(p, 0, n, rows, words), n, rows, words);
}

std::size_t targets(const char** names, std::size_t capacity) noexcept {
    std::size_t n = 0;
    for (const Target& t : all_targets)
        if (n < capacity && t.runs()) names[n++] = t.name;
    return n;
}

bool set_target(const char* name) noexcept {
    for (const Target& t : all_targets)
        if (std::strcmp(t.name, name) == 0 && t.runs()) return chosen.store(&t, std::memory_order_relaxed), true;
    return false;
}

}  // namespace pte
