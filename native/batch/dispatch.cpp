#include "dispatch.hpp"

#include <atomic>
#include <cstdint>
#include <cstring>

#include "../codec/codec.hpp"
#include "../codec/intrinsics.hpp"
#include "batch.hpp"
#include "forms.hpp"

#define PTE_INLINE [[gnu::always_inline]] inline

namespace pte::scalar {
#include "lane_loops-inl.hpp"
}

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("ssse3"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("ssse3")
#endif
namespace pte::ssse3 {
#include "../codec/lanes/simd128-inl.hpp"
#include "../codec/lane_codec-inl.hpp"
#include "lane_loops-inl.hpp"
#include "../codec/bytes/simd128-inl.hpp"
#include "../codec/byte_codec-inl.hpp"
#include "byte_loops-inl.hpp"
}  // namespace pte::ssse3
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
namespace pte::avx2 {
#include "../codec/lanes/avx2-inl.hpp"
#include "../codec/lane_codec-inl.hpp"
#include "lane_loops-inl.hpp"
#include "../codec/outer/avx2-inl.hpp"
#include "../codec/outer/avx2-blocks-inl.hpp"
#include "../codec/outer/avx2-rows-inl.hpp"
#include "../codec/outer_codec-inl.hpp"
#include "../codec/outer_encode-inl.hpp"
#include "streamed-inl.hpp"
#include "outer_loops-inl.hpp"
}  // namespace pte::avx2
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")
#pragma GCC diagnostic ignored "-Wuninitialized"  // of g++ 12's own headers
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
namespace pte::avx512 {
#include "../codec/lanes/avx512-inl.hpp"
#include "../codec/lane_codec-inl.hpp"
#include "lane_loops-inl.hpp"
#include "../codec/outer/avx512-inl.hpp"
#include "../codec/outer/avx512bw-inl.hpp"
#include "../codec/outer/avx512-blocks-inl.hpp"
#include "../codec/outer/avx512-rows-inl.hpp"
#include "../codec/outer_codec-inl.hpp"
#include "../codec/outer_encode-inl.hpp"
#include "streamed-inl.hpp"
#include "outer_loops-inl.hpp"
}  // namespace pte::avx512
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,gfni"))), apply_to = function)
#else
#pragma GCC target("avx512vbmi,gfni")
#endif
namespace pte::avx512vbmi {
#include "../codec/outer/avx512-inl.hpp"
#include "../codec/outer/avx512vbmi-inl.hpp"
#include "../codec/outer/avx512-blocks-inl.hpp"
#include "../codec/outer/avx512-rows-inl.hpp"
#include "../codec/outer_codec-inl.hpp"
#include "../codec/outer_encode-inl.hpp"
#include "streamed-inl.hpp"
#include "outer_loops-inl.hpp"
}  // namespace pte::avx512vbmi
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#elif defined(__aarch64__) || defined(__wasm_simd128__)
namespace pte::simd128 {
#include "../codec/lanes/simd128-inl.hpp"
#include "../codec/lane_codec-inl.hpp"
#include "lane_loops-inl.hpp"
#include "../codec/bytes/simd128-inl.hpp"
#include "../codec/byte_codec-inl.hpp"
#include "byte_loops-inl.hpp"
}  // namespace pte::simd128
#endif

namespace pte {
namespace {

#if defined(__x86_64__)
bool has_avx512() noexcept {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
bool has_vbmi() noexcept { return __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("gfni"); }
#endif

constexpr Target all_targets[] = {
    {"scalar", [] { return true; }, scalar::decode_lanes, scalar::encode_lanes},
#if defined(__x86_64__)
    {"ssse3", [] { return __builtin_cpu_supports("ssse3") != 0; }, ssse3::decode_lanes, ssse3::encode_lanes, ssse3::decode_bytes,
     ssse3::encode_bytes},
    {"avx2", [] { return __builtin_cpu_supports("avx2") != 0; }, avx2::decode_lanes, avx2::encode_lanes, nullptr, nullptr,
     avx2::decode_outer, avx2::encode_outer},
    {"avx512bw", has_avx512, avx512::decode_lanes, avx512::encode_lanes, nullptr, nullptr, avx512::decode_outer,
     avx512::encode_outer},
    {"avx512", [] { return has_avx512() && !has_vbmi(); }, avx512::decode_lanes, avx512::encode_lanes, nullptr, nullptr,
     avx512::decode_outer, avx512::encode_outer},
    {"avx512", [] { return has_avx512() && has_vbmi(); }, avx512::decode_lanes, avx512::encode_lanes, nullptr, nullptr,
     avx512vbmi::decode_outer, avx512vbmi::encode_outer, true},
#elif defined(__aarch64__)
    {"neon", [] { return true; }, simd128::decode_lanes, simd128::encode_lanes, simd128::decode_bytes, simd128::encode_bytes},
#elif defined(__wasm_simd128__)
    {"wasm", [] { return true; }, simd128::decode_lanes, simd128::encode_lanes, simd128::decode_bytes, simd128::encode_bytes},
#endif
};

const Target* best() noexcept {
    const Target* found = all_targets;
    for (const Target& t : all_targets)
        if (t.runs()) found = &t;
    return found;
}

std::atomic<const Target*> chosen{nullptr};

constexpr Form all_forms[] = {Form::two_passes, Form::one_pass, Form::past_caches, Form::measured};
std::atomic<const Form*> wanted{nullptr};

}  // namespace

const Target& scalar_target() noexcept { return all_targets[0]; }

const Target& target() noexcept {
    const Target* t = chosen.load(std::memory_order_relaxed);
    if (t == nullptr) chosen.store(t = best(), std::memory_order_relaxed);
    return *t;
}

std::size_t targets(const char** names, std::size_t capacity) noexcept {
    std::size_t n = 0;
    for (const Target& t : all_targets)
        if (n < capacity && t.runs()) names[n++] = t.name;
    return n;
}

const Form* wanted_form() noexcept { return wanted.load(std::memory_order_relaxed); }

std::size_t forms(const char** names, std::size_t capacity) noexcept {
    const std::size_t n = std::min(capacity, std::size(form_names));
    std::copy_n(form_names, n, names);
    return n;
}

bool set_form(const char* name) noexcept {
    if (name == nullptr) return wanted.store(nullptr, std::memory_order_relaxed), true;
    for (const Form& form : all_forms)
        if (std::strcmp(form_names[std::size_t(form)], name) == 0) return wanted.store(&form, std::memory_order_relaxed), true;
    return false;
}

bool set_target(const char* name) noexcept {
    for (const Target& t : all_targets)
        if (std::strcmp(t.name, name) == 0 && t.runs()) return chosen.store(&t, std::memory_order_relaxed), true;
    return false;
}

}  // namespace pte
