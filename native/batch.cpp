#include "batch.hpp"

#include <atomic>
#include <cstring>

#include "codec.hpp"

namespace pte {
namespace {

PTE_INLINE void store_one(const Columns& out, std::size_t i, const Entries<u64>& e) {
    out.kind[i] = u8(e.kind);
    out.type[i] = u8(e.type);
    out.flags[i] = u32(e.flags);
    out.payload[i] = e.payload;
}

PTE_INLINE Entries<u64> row_at(const ConstColumns& in, std::size_t i) {
    return {in.kind[i], in.type[i], in.flags[i], in.payload[i]};
}

}  // namespace

namespace scalar {

void decode_all(const Layout& layout, const u64* words, std::size_t n, const Columns& out) noexcept {
    const Layout l = layout;
    for (std::size_t i = 0; i < n; ++i) store_one(out, i, decode<u64>(l, words[i]));
}

std::size_t encode_all(const Layout& layout, const ConstColumns& in, std::size_t n, u64* words) noexcept {
    const Layout l = layout;
    for (std::size_t i = 0; i < n; ++i) {
        const Entries<u64> row = row_at(in, i);
        const u64 made = encode<u64>(l, row);
        if (difference(row, decode<u64>(l, made)) != 0) return i;
        words[i] = made;
    }
    return n;
}

}  // namespace scalar
}  // namespace pte

#if defined(__x86_64__)
#define PTE_TARGET
#define PTE_NS sse2
#define V u64x2
#include "batch-inl.hpp"
#undef V
#undef PTE_NS
#undef PTE_TARGET

#pragma GCC push_options
#pragma GCC target("avx2")
#define PTE_TARGET
#define PTE_NS avx2
#define V u64x4
#include "batch-inl.hpp"
#undef V
#undef PTE_NS
#undef PTE_TARGET
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")
#define PTE_TARGET
#define PTE_NS avx512
#define V u64x8
#include "batch-inl.hpp"
#undef V
#undef PTE_NS
#undef PTE_TARGET
#pragma GCC pop_options
#endif

namespace pte {
namespace {

struct Target {
    const char* name;
    bool (*runs)();
    void (*decode)(const Layout&, const u64*, std::size_t, const Columns&) noexcept;
    std::size_t (*encode)(const Layout&, const ConstColumns&, std::size_t, u64*) noexcept;
};

constexpr Target all_targets[] = {
    {"scalar", [] { return true; }, scalar::decode_all, scalar::encode_all},
#if defined(__x86_64__)
    {"sse2", [] { return true; }, sse2::decode_all, sse2::encode_all},
    {"avx2", [] { return __builtin_cpu_supports("avx2") != 0; }, avx2::decode_all, avx2::encode_all},
    {"avx512",
     [] {
         return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
     },
     avx512::decode_all, avx512::encode_all},
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

}  // namespace

void decode_batch(const Layout& layout, const u64* words, std::size_t n, const Columns& out) noexcept {
    target().decode(layout, words, n, out);
}

std::size_t encode_batch(const Layout& layout, const ConstColumns& rows, std::size_t n, u64* words) noexcept {
    return target().encode(layout, rows, n, words);
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
