// What a call from JavaScript brings, unpacked and its shape checked: typed arrays as spans over memory that is there, long
// enough and apart. Every function that finds fault throws in JavaScript and returns false.
#pragma once
#include <napi.h>

#include <cstring>
#include <initializer_list>
#include <string>

#include "../codec/lane_masks.hpp"

namespace pte::node {

inline bool fail(Napi::Env env, Napi::Error error, const char* code) {
    error.Set("code", Napi::String::New(env, code));
    error.ThrowAsJavaScriptException();
    return false;
}
inline bool type_error(Napi::Env env, const std::string& message) {
    return fail(env, Napi::TypeError::New(env, message), "ERR_PTE_TYPE");
}
inline bool range_error(Napi::Env env, const std::string& message) {
    return fail(env, Napi::RangeError::New(env, message), "ERR_PTE_VALUE");
}

/** The memory of a typed array, under the name that errors give it. */
template <class T>
struct Span {
    T* data = nullptr;
    std::size_t size = 0;
    const char* name = "";
};

/** A span of any type, when only its place and length matter. */
struct AnySpan {
    const u8* data;
    std::size_t size, width;
    const char* name;
    template <class T>
    AnySpan(const Span<T>& s) : data(reinterpret_cast<const u8*>(s.data)), size(s.size), width(sizeof(T)), name(s.name) {}
};
using Spans = std::initializer_list<AnySpan>;

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
    const auto refuse = [&](const char* got) {
        return type_error(env, std::string("expected ") + name + " as a typed array of its kind over memory of its own" + got);
    };
    if (i >= info.Length() || !info[i].IsTypedArray()) return refuse("");
    napi_typedarray_type type;
    void* data = nullptr;
    napi_value buffer;
    std::size_t offset = 0;
    if (napi_get_typedarray_info(env, info[i], &type, &out.size, &data, &buffer, &offset) != napi_ok) return refuse("");
    bool own = false, gone = true;
    napi_is_arraybuffer(env, buffer, &own);  // false for a SharedArrayBuffer
    if (type != type_of<T>() || !own) return refuse("");
    napi_is_detached_arraybuffer(env, buffer, &gone);
    if (gone) return refuse(", got a detached one");
    out.data = static_cast<T*>(data);
    out.name = name;
    return true;
}

/** A layout as numbers. Its shifts must be shifts, since the core trusts them. */
inline bool unpack(const Napi::CallbackInfo& info, std::size_t i, Layout& out) {
    Span<u64> words;
    if (!unpack(info, i, "layout", words)) return false;
    if (words.size != word_count)
        return range_error(info.Env(),
                           "expected a layout of " + std::to_string(word_count) + " words, got " + std::to_string(words.size));
    std::memcpy(&out, words.data, sizeof out);
    for (const u64 shift : {out.page_shift, out.swp_type_shift, out.swp_offset_shift, out.entry_type_shift, out.swp_pfn_bits})
        if (shift > 63) return range_error(info.Env(), "expected shifts under 64 in the layout, got " + std::to_string(shift));
    return shifts_fit(out) || range_error(info.Env(), "expected the shifts of a kernel's layout, got others");
}

/** Whether each holds `n` entries. */
inline bool hold(Napi::Env env, std::size_t n, Spans spans) {
    for (const AnySpan& s : spans)
        if (s.size < n)
            return range_error(env, std::string("expected ") + s.name + " to hold " + std::to_string(n) + " entries, got " +
                                        std::to_string(s.size));
    return true;
}

/** Whether the first `n` entries of each that is written share no memory with any other; read ones may with one another. */
inline bool apart(Napi::Env env, std::size_t n, Spans read, Spans written) {
    const auto overlap = [n](const AnySpan& a, const AnySpan& b) {
        return n > 0 && a.data < b.data + n * b.width && b.data < a.data + n * a.width;
    };
    const auto refuse = [env](const AnySpan& a, const AnySpan& b) {
        return range_error(env,
                           std::string("expected ") + a.name + " and " + b.name + " in memory apart, got overlapping arrays");
    };
    for (const AnySpan* a = written.begin(); a != written.end(); ++a) {
        for (const AnySpan& b : read)
            if (overlap(*a, b)) return refuse(b, *a);
        for (const AnySpan* b = written.begin(); b != a; ++b)
            if (overlap(*a, *b)) return refuse(*b, *a);
    }
    return true;
}

/** Whether one that is written shares no memory with any that is read, each as long as it is. */
inline bool apart(Napi::Env env, Spans read, const AnySpan& written) {
    for (const AnySpan& a : read)
        if (a.data < written.data + written.size * written.width && written.data < a.data + a.size * a.width)
            return range_error(
                env, std::string("expected ") + a.name + " and " + written.name + " in memory apart, got overlapping arrays");
    return true;
}

}  // namespace pte::node
