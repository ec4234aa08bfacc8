#include "batch.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "codec.hpp"
#include "planes.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PTE_LANES [[gnu::always_inline]] inline

namespace pte {
namespace {

// Not inlined: of masks that it knows to be constant g++ makes instructions in the loop
[[gnu::noinline]] Plan plan_of(const Layout& layout) noexcept { return plan(layout); }
[[gnu::noinline]] Planes planes_of(const Layout& layout, const Plan& plan) noexcept { return planes(layout, plan); }

// Words. To make the planes takes as long as to decode some hundred; arrays of two million leave most caches.
constexpr std::size_t worth_planes = 1024, worth_streaming = std::size_t(1) << 21;
constexpr std::size_t line = 64;  // bytes of a cache line

}  // namespace
}  // namespace pte

namespace pte::scalar {
#include "batch-inl.hpp"
}

#if defined(__x86_64__)
namespace pte::sse2 {
#include "lanes/sse2-inl.hpp"
#include "codec-inl.hpp"
#include "batch-inl.hpp"
}  // namespace pte::sse2

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
#include "lanes/bytes-avx2-inl.hpp"
#include "planes-inl.hpp"
}  // namespace pte::avx2
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
#include "lanes/bytes-avx512-inl.hpp"
#include "planes-inl.hpp"
#include "stream-inl.hpp"
}  // namespace pte::avx512
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
    std::size_t (*decode)(const Layout&, const Plan&, std::size_t, const u64*, const Columns&) noexcept;
    std::size_t (*encode)(const Layout&, const Plan&, std::size_t, const ConstColumns&, u64*) noexcept;
};

constexpr Target all_targets[] = {
    {"scalar", [] { return true; }, scalar::decode_all, scalar::encode_all},
#if defined(__x86_64__)
    {"sse2", [] { return true; }, sse2::decode_all, sse2::encode_all},
    {"avx2", [] { return __builtin_cpu_supports("avx2") != 0; }, avx2::decode_best, avx2::encode_best},
    {"avx512",
     [] {
         return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl");
     },
     avx512::decode_large, avx512::encode_large},
#endif
};

const Target* best() noexcept {
    const Target* found = all_targets;
    for (const Target& t : all_targets)
        if (t.runs()) found = &t;
    return found;
}

std::atomic<const Target*> chosen{nullptr};

const Target& target() noexcept {
    const Target* t = chosen.load(std::memory_order_relaxed);
    if (t == nullptr) chosen.store(t = best(), std::memory_order_relaxed);
    return *t;
}

/** How many words to go until the one that is written begins a line: a store over two lines costs a second one. */
std::size_t to_line(const u64* written, std::size_t n) noexcept {
    const std::size_t past = reinterpret_cast<std::uintptr_t>(written) % line;
    return std::min(n, (line - past) % line / sizeof(u64));
}

Columns from(const Columns& c, std::size_t i) noexcept { return {c.kind + i, c.type + i, c.flags + i, c.payload + i}; }
ConstColumns from(const ConstColumns& c, std::size_t i) noexcept { return {c.kind + i, c.type + i, c.flags + i, c.payload + i}; }

}  // namespace

void decode_batch(const Layout& layout, const u64* words, std::size_t n, const Columns& out) noexcept {
    const Plan p = plan_of(layout);
    const std::size_t head = scalar::decode_some(p, 0, to_line(out.payload, n), words, out);
    const std::size_t done = target().decode(layout, p, n - head, words + head, from(out, head));
    scalar::decode_some(p, head + done, n, words, out);
}

std::size_t encode_batch(const Layout& layout, const ConstColumns& rows, std::size_t n, u64* words) noexcept {
    const Plan p = plan_of(layout);
    const std::size_t aligned = to_line(words, n), head = scalar::encode_some(p, 0, aligned, rows, words);
    if (head < aligned) return head;
    const std::size_t done = target().encode(layout, p, n - head, from(rows, head), words + head);
    return scalar::encode_some(p, head + done, n, rows, words);
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
