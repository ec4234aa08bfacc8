// The four columns of a call from JavaScript.
#pragma once
#include "../codec/columns.hpp"
#include "arguments.hpp"

namespace pte::node {

struct ColumnSpans {
    Span<u8> kind, type;
    Span<u32> flags;
    Span<u64> payload;
    bool unpack_from(const Napi::CallbackInfo& info, std::size_t first) {
        return unpack(info, first, "kind", kind) && unpack(info, first + 1, "type", type) &&
               unpack(info, first + 2, "flags", flags) && unpack(info, first + 3, "payload", payload);
    }
    Columns from(std::size_t i) const { return {kind.data + i, type.data + i, flags.data + i, payload.data + i}; }
};

/** Columns and words, each long enough for `n` and apart from each other. */
inline bool fit(Napi::Env env, std::size_t n, const ColumnSpans& c, const Span<u64>& words) {
    const auto all = {AnySpan(words), AnySpan(c.kind), AnySpan(c.type), AnySpan(c.flags), AnySpan(c.payload)};
    return hold(env, n, all) && apart(env, n, {}, all);
}

/** What decode() is handed: layout, words, kind, type, flags, payload. */
struct DecodeArguments {
    Layout layout;
    Span<u64> words;
    ColumnSpans columns;
    bool unpack_from(const Napi::CallbackInfo& info) {
        return unpack(info, 0, layout) && unpack(info, 1, "words", words) && columns.unpack_from(info, 2) &&
               fit(info.Env(), words.size, columns, words);
    }
};

/** What encode() is handed: layout, kind, type, flags, payload, words. */
struct EncodeArguments {
    Layout layout;
    ColumnSpans columns;
    Span<u64> words;
    bool unpack_from(const Napi::CallbackInfo& info) {
        return unpack(info, 0, layout) && columns.unpack_from(info, 1) && unpack(info, 5, "words", words) &&
               fit(info.Env(), words.size, columns, words);
    }
};

/** What JavaScript gets of a batch that stops at the first entry it cannot do: its index, or -1. */
inline Napi::Value first_bad(Napi::Env env, std::size_t bad, std::size_t n) {
    return Napi::Number::New(env, bad == n ? -1.0 : double(bad));
}

}  // namespace pte::node
