// The door to Node: unpack, check the shape of every argument, call. Nothing here decides anything about a bit.
#include <napi.h>

#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "batch.hpp"
#include "decide.hpp"
#include "plan.hpp"

namespace {

using pte::u32;
using pte::u64;
using pte::u8;

template <class T>
struct Span {
    T* data = nullptr;
    std::size_t size = 0;
    const char* name = "";
    std::size_t bytes() const { return size * sizeof(T); }
};

void fail(Napi::Env env, Napi::Error error, const char* code) {
    error.Set("code", Napi::String::New(env, code));
    error.ThrowAsJavaScriptException();
}
bool type_error(Napi::Env env, const std::string& message) {
    fail(env, Napi::TypeError::New(env, message), "ERR_PTE_TYPE");
    return false;
}
bool range_error(Napi::Env env, const std::string& message) {
    fail(env, Napi::RangeError::New(env, message), "ERR_PTE_VALUE");
    return false;
}

template <class T>
constexpr napi_typedarray_type type_of() {
    if constexpr (sizeof(T) == 1) return napi_uint8_array;
    if constexpr (sizeof(T) == 4) return napi_uint32_array;
    return napi_biguint64_array;
}

/** The memory of a typed array of one type, over an ArrayBuffer that is there. */
template <class T>
bool unpack(const Napi::CallbackInfo& info, std::size_t i, const char* name, Span<T>& out) {
    const Napi::Env env = info.Env();
    const std::string wanted = std::string("expected ") + name + " as a typed array of its kind over memory of its own";
    if (i >= info.Length() || !info[i].IsTypedArray()) return type_error(env, wanted);
    napi_typedarray_type type;
    void* data = nullptr;
    napi_value buffer;
    std::size_t offset = 0;
    if (napi_get_typedarray_info(env, info[i], &type, &out.size, &data, &buffer, &offset) != napi_ok)
        return type_error(env, wanted);
    bool own = false, gone = true;
    napi_is_arraybuffer(env, buffer, &own);  // false for a SharedArrayBuffer
    if (type != type_of<T>() || !own) return type_error(env, wanted);
    napi_is_detached_arraybuffer(env, buffer, &gone);
    if (gone) return type_error(env, wanted + ", got a detached one");
    out.data = static_cast<T*>(data);
    out.name = name;
    return true;
}

/** A layout as numbers. Its shifts must be shifts, since the core trusts them. */
bool unpack_layout(const Napi::CallbackInfo& info, pte::Layout& out) {
    Span<u64> words;
    if (!unpack(info, 0, "layout", words)) return false;
    if (words.size != pte::word_count)
        return range_error(
            info.Env(), "expected a layout of " + std::to_string(pte::word_count) + " words, got " + std::to_string(words.size));
    std::memcpy(&out, words.data, sizeof out);
    for (const u64 shift : {out.page_shift, out.swp_type_shift, out.swp_offset_shift, out.entry_type_shift, out.swp_pfn_bits})
        if (shift > 63) return range_error(info.Env(), "expected shifts under 64 in the layout, got " + std::to_string(shift));
    return pte::shifts_fit(out) || range_error(info.Env(), "expected the shifts of a kernel's layout, got others");
}

template <class A, class B>
bool apart(Napi::Env env, const Span<A>& a, const Span<B>& b, std::size_t n) {
    const auto* a0 = reinterpret_cast<const u8*>(a.data);
    const auto* b0 = reinterpret_cast<const u8*>(b.data);
    if (n == 0 || a0 >= b0 + n * sizeof(B) || b0 >= a0 + n * sizeof(A)) return true;
    return range_error(env, std::string("expected ") + a.name + " and " + b.name + " in memory apart, got overlapping arrays");
}

template <class T>
bool holds(Napi::Env env, const Span<T>& column, std::size_t n) {
    if (column.size >= n) return true;
    return range_error(env, std::string("expected ") + column.name + " to hold " + std::to_string(n) + " entries, got " +
                                std::to_string(column.size));
}

struct Arrays {
    pte::Layout layout;
    Span<u64> words, payload;
    Span<u8> kind, type;
    Span<u32> flags;
};

/** Columns and words, each long enough for `n` and apart from each other. */
bool fits(Napi::Env env, const Arrays& a, std::size_t n) {
    return holds(env, a.words, n) && holds(env, a.kind, n) && holds(env, a.type, n) && holds(env, a.flags, n) &&
           holds(env, a.payload, n) && apart(env, a.words, a.kind, n) && apart(env, a.words, a.type, n) &&
           apart(env, a.words, a.flags, n) && apart(env, a.words, a.payload, n) && apart(env, a.kind, a.type, n) &&
           apart(env, a.kind, a.flags, n) && apart(env, a.kind, a.payload, n) && apart(env, a.type, a.flags, n) &&
           apart(env, a.type, a.payload, n) && apart(env, a.flags, a.payload, n);
}

bool unpack_columns(const Napi::CallbackInfo& info, std::size_t first, Arrays& a) {
    return unpack(info, first, "kind", a.kind) && unpack(info, first + 1, "type", a.type) &&
           unpack(info, first + 2, "flags", a.flags) && unpack(info, first + 3, "payload", a.payload);
}

/** decode(layout, words, kind, type, flags, payload) */
Napi::Value decode(const Napi::CallbackInfo& info) {
    Arrays a;
    if (!unpack_layout(info, a.layout) || !unpack(info, 1, "words", a.words) || !unpack_columns(info, 2, a) ||
        !fits(info.Env(), a, a.words.size))
        return {};
    pte::decode_batch(a.layout, a.words.data, a.words.size, {a.kind.data, a.type.data, a.flags.data, a.payload.data});
    return info.Env().Undefined();
}

/** encode(layout, kind, type, flags, payload, words): the first row that is no entry, or -1 */
Napi::Value encode(const Napi::CallbackInfo& info) {
    Arrays a;
    if (!unpack_layout(info, a.layout) || !unpack_columns(info, 1, a) || !unpack(info, 5, "words", a.words) ||
        !fits(info.Env(), a, a.words.size))
        return {};
    const std::size_t n = a.words.size;
    const std::size_t bad =
        pte::encode_batch(a.layout, {a.kind.data, a.type.data, a.flags.data, a.payload.data}, n, a.words.data);
    return Napi::Number::New(info.Env(), bad == n ? -1.0 : double(bad));
}

/** decide(base, flip, shift, source, mask, facts, words, pageFacts, pfns, copies, out, rows): the first without a row, or -1 */
Napi::Value decide(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Span<u64> base, flip, words, pfns, copies, out;
    Span<u8> shift, source, page_facts;
    Span<u32> rows;
    if (!unpack(info, 0, "base", base) || !unpack(info, 1, "flip", flip) || !unpack(info, 2, "shift", shift) ||
        !unpack(info, 3, "source", source) || !unpack(info, 6, "words", words) || !unpack(info, 7, "pageFacts", page_facts) ||
        !unpack(info, 8, "pfns", pfns) || !unpack(info, 9, "copies", copies) || !unpack(info, 10, "out", out) ||
        !unpack(info, 11, "rows", rows))
        return {};
    if (!info[4].IsBigInt() || !info[5].IsNumber())
        return type_error(env, "expected mask as a bigint and facts as a number"), Napi::Value();
    bool lossless = false;
    const u64 mask = info[4].As<Napi::BigInt>().Uint64Value(&lossless);
    const unsigned facts = info[5].As<Napi::Number>().Uint32Value();
    const std::size_t n = words.size, width = std::size_t(std::popcount(mask)) + facts;
    if (facts > 8 || width > 24 || base.size != std::size_t(1) << width)
        return range_error(env, "expected a table with a row for each state of mask and facts"), Napi::Value();
    if (!holds(env, flip, base.size) || !holds(env, shift, base.size) || !holds(env, source, base.size) ||
        !holds(env, page_facts, n) || !holds(env, pfns, n) || !holds(env, copies, n) || !holds(env, out, n) ||
        !holds(env, rows, n) || !apart(env, out, words, n) || !apart(env, out, page_facts, n) || !apart(env, out, pfns, n) ||
        !apart(env, out, copies, n) || !apart(env, out, rows, n) || !apart(env, rows, words, n) ||
        !apart(env, rows, page_facts, n) || !apart(env, rows, pfns, n) || !apart(env, rows, copies, n))
        return {};
    std::vector<pte::Decision> table(base.size);
    for (std::size_t i = 0; i < base.size; ++i) {
        if (shift.data[i] > 63) return range_error(env, "expected shifts under 64 in the table"), Napi::Value();
        const u32 from = source.data[i] < pte::no_decision ? source.data[i] : pte::no_decision;
        table[i] = {base.data[i], flip.data[i], shift.data[i], from};
    }
    const pte::Decided arrays{words.data, page_facts.data, pfns.data, copies.data, out.data, rows.data};
    const std::size_t bad = pte::decide_batch({table.data(), mask, facts}, arrays, n);
    return Napi::Number::New(env, bad == n ? -1.0 : double(bad));
}

/** layout(major, minor, patch, switches, pagingLevels, encMask): what the C++ resolver says */
Napi::Value layout(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    for (std::size_t i = 0; i < 5; ++i)
        if (!info[i].IsNumber()) return type_error(env, "expected five numbers and a bigint"), Napi::Value();
    if (!info[5].IsBigInt()) return type_error(env, "expected encMask as a bigint"), Napi::Value();
    const auto number = [&](std::size_t i) { return info[i].As<Napi::Number>().Int32Value(); };
    bool lossless = false;
    const u64 enc = info[5].As<Napi::BigInt>().Uint64Value(&lossless);
    const pte::Words words = pte::resolve_words({{number(0), number(1)}, number(2)}, {unsigned(number(3)), number(4), enc});
    auto out = Napi::BigUint64Array::New(env, words.size());
    std::memcpy(out.Data(), words.data(), sizeof words);
    return out;
}

/** fill(words, seed, from): words `from`, `from` + 1, ... of the sequence that a seed names (splitmix64) */
Napi::Value fill(const Napi::CallbackInfo& info) {
    Span<u64> words;
    if (!unpack(info, 0, "words", words)) return {};
    if (!info[1].IsBigInt() || !info[2].IsBigInt())
        return type_error(info.Env(), "expected seed and from as bigints"), Napi::Value();
    bool lossless = false;
    const u64 seed = info[1].As<Napi::BigInt>().Uint64Value(&lossless), from = info[2].As<Napi::BigInt>().Uint64Value(&lossless);
    for (std::size_t i = 0; i < words.size; ++i) {
        u64 z = seed + (from + i + 1) * 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        words.data[i] = z ^ (z >> 31);
    }
    return info.Env().Undefined();
}

/** targets(): the instruction sets that this machine runs, the best last */
Napi::Value targets(const Napi::CallbackInfo& info) {
    const char* names[8];
    const std::size_t n = pte::targets(names, 8);
    auto list = Napi::Array::New(info.Env(), n);
    for (u32 i = 0; i < n; ++i) list.Set(i, names[i]);
    return list;
}

/** setTarget(name) */
Napi::Value set_target(const Napi::CallbackInfo& info) {
    if (!info[0].IsString()) return type_error(info.Env(), "expected the name of a target"), Napi::Value();
    const std::string name = info[0].As<Napi::String>();
    if (!pte::set_target(name.c_str())) range_error(info.Env(), "expected one of targets(), got \"" + name + "\"");
    return info.Env().Undefined();
}

/** copy(from, to): memcpy of one array into another, the yardstick of the benchmarks */
Napi::Value copy(const Napi::CallbackInfo& info) {
    Span<u64> from, to;
    if (!unpack(info, 0, "from", from) || !unpack(info, 1, "to", to) || !holds(info.Env(), to, from.size) ||
        !apart(info.Env(), from, to, from.size))
        return {};
    std::memcpy(to.data, from.data, from.bytes());
    return info.Env().Undefined();
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    exports.Set("decode", Napi::Function::New(env, decode, "decode"));
    exports.Set("encode", Napi::Function::New(env, encode, "encode"));
    exports.Set("decide", Napi::Function::New(env, decide, "decide"));
    exports.Set("layout", Napi::Function::New(env, layout, "layout"));
    exports.Set("targets", Napi::Function::New(env, targets, "targets"));
    exports.Set("setTarget", Napi::Function::New(env, set_target, "setTarget"));
    exports.Set("fill", Napi::Function::New(env, fill, "fill"));
    exports.Set("copy", Napi::Function::New(env, copy, "copy"));
    return exports;
}

}  // namespace

NODE_API_MODULE(x86_pte, init)
