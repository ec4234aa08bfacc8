// The door to Node: unpack, check the shape of every argument, call. Nothing here decides anything about a bit.
#include <napi.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "../batch/batch.hpp"
#include "../batch/census.hpp"
#include "../batch/find.hpp"
#include "arguments.hpp"
#include "async.hpp"
#include "bound.hpp"
#include "columns.hpp"
#include "map_arguments.hpp"
#include "steps.hpp"
#include "table.hpp"

namespace {

using namespace pte;
using namespace pte::node;

/** decode(layout, words, kind, type, flags, payload) */
Napi::Value decode(const Napi::CallbackInfo& info) {
    DecodeArguments a;
    if (!a.unpack_from(info)) return {};
    decode_batch(a.layout, a.words.data, a.words.size, a.columns.from(0));
    return info.Env().Undefined();
}

/** encode(layout, kind, type, flags, payload, words): the first row that is no entry, or -1 */
Napi::Value encode(const Napi::CallbackInfo& info) {
    EncodeArguments a;
    if (!a.unpack_from(info)) return {};
    const std::size_t n = a.words.size;
    const Columns c = a.columns.from(0);
    return first_bad(info.Env(), encode_batch(a.layout, {c.kind, c.type, c.flags, c.payload}, n, a.words.data), n);
}

/** find(steps, words, from, found): how many places it wrote into `found` */
Napi::Value find(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    std::vector<FindStep> steps;
    Span<u64> words;
    Span<u32> found;
    if (!unpack_steps(info, 0, steps) || !unpack(info, 1, "words", words) || !unpack(info, 3, "found", found)) return {};
    const double from = info[2].IsNumber() ? info[2].As<Napi::Number>().DoubleValue() : -1;
    if (words.size >> 32 != 0) return range_error(env, "expected 2^32 words at the most"), Napi::Value();
    if (!(from >= 0 && from <= double(words.size)))
        return range_error(env, "expected from as a place among the words"), Napi::Value();
    if (!apart(env, {words}, found)) return {};
    const std::size_t n =
        find_batch({steps.data(), steps.size()}, words.data, std::size_t(from), words.size, found.data, found.size);
    return Napi::Number::New(env, double(n));
}

/** map(steps, words, into): takes the words through the steps of lib/batch/mapSteps.ts; `into` may be `words` itself */
Napi::Value map(const Napi::CallbackInfo& info) {
    MapArguments a;
    if (!a.unpack_from(info)) return {};
    map_batch(a.map(), a.words.data, a.words.size, a.into.data);
    return info.Env().Undefined();
}

/** census(layout, words, byKind, counts): adds to what a Census holds, in its order */
Napi::Value census(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Layout layout;
    Span<u64> words, counts;
    if (!unpack(info, 0, layout) || !unpack(info, 1, "words", words) || !unpack(info, 3, "counts", counts)) return {};
    if (!info[2].IsBoolean()) return type_error(env, "expected byKind as true or false"), Napi::Value();
    if (!hold(env, sizeof(Census) / sizeof(u64), {counts}) || !apart(env, {words}, counts)) return {};
    Census c;
    std::memcpy(&c, counts.data, sizeof c);
    census_batch(layout, words.data, words.size, info[2].As<Napi::Boolean>(), c);
    std::memcpy(counts.data, &c, sizeof c);
    return env.Undefined();
}

/** layout(major, minor, patch, switches, pagingLevels, encMask, sharedMask): what the C++ resolver says; the last may be left out
 */
Napi::Value layout(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    for (std::size_t i = 0; i < 5; ++i)
        if (!info[i].IsNumber()) return type_error(env, "expected five numbers and a bigint"), Napi::Value();
    if (!info[5].IsBigInt()) return type_error(env, "expected encMask as a bigint"), Napi::Value();
    const auto number = [&](std::size_t i) { return info[i].As<Napi::Number>().Int32Value(); };
    bool lossless = false;
    const u64 enc = info[5].As<Napi::BigInt>().Uint64Value(&lossless);
    const u64 shared = info[6].IsBigInt() ? info[6].As<Napi::BigInt>().Uint64Value(&lossless) : 0;
    const Words words = resolve_words({{number(0), number(1)}, number(2)}, {unsigned(number(3)), number(4), enc, shared});
    auto out = Napi::BigUint64Array::New(env, words.size());
    std::memcpy(out.Data(), words.data(), sizeof words);
    return out;
}

/** The names that `list` writes, of which there are few. */
Napi::Value names_of(Napi::Env env, std::size_t (*list)(const char**, std::size_t) noexcept) {
    const char* names[8];
    const std::size_t n = list(names, std::size(names));
    auto out = Napi::Array::New(env, n);
    for (u32 i = 0; i < n; ++i) out.Set(i, names[i]);
    return out;
}

/** targets(): the instruction sets that this machine runs, the best last */
Napi::Value targets(const Napi::CallbackInfo& info) { return names_of(info.Env(), pte::targets); }

/** setTarget(name) */
Napi::Value set_target(const Napi::CallbackInfo& info) {
    if (!info[0].IsString()) return type_error(info.Env(), "expected the name of a target"), Napi::Value();
    const std::string name = info[0].As<Napi::String>();
    if (!pte::set_target(name.c_str())) range_error(info.Env(), "expected one of targets(), got \"" + name + "\"");
    return info.Env().Undefined();
}

/** forms(): how a long array can be gone through */
Napi::Value forms(const Napi::CallbackInfo& info) { return names_of(info.Env(), pte::forms); }

/** setForm(name?): without a name the beginning of each array that no cache holds says */
Napi::Value set_form(const Napi::CallbackInfo& info) {
    if (info[0].IsUndefined()) return pte::set_form(nullptr), info.Env().Undefined();
    if (!info[0].IsString()) return type_error(info.Env(), "expected the name of a form"), Napi::Value();
    const std::string name = info[0].As<Napi::String>();
    if (!pte::set_form(name.c_str())) range_error(info.Env(), "expected one of forms(), got \"" + name + "\"");
    return info.Env().Undefined();
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    exports.Set("decode", Napi::Function::New(env, decode, "decode"));
    exports.Set("encode", Napi::Function::New(env, encode, "encode"));
    exports.Set("bind", Napi::Function::New(env, bind, "bind"));
    exports.Set("census", Napi::Function::New(env, census, "census"));
    exports.Set("find", Napi::Function::New(env, find, "find"));
    exports.Set("map", Napi::Function::New(env, map, "map"));
    exports.Set("layout", Napi::Function::New(env, layout, "layout"));
    exports.Set("table", Napi::Function::New(env, table, "table"));
    exports.Set("targets", Napi::Function::New(env, targets, "targets"));
    exports.Set("setTarget", Napi::Function::New(env, set_target, "setTarget"));
    exports.Set("forms", Napi::Function::New(env, forms, "forms"));
    exports.Set("setForm", Napi::Function::New(env, set_form, "setForm"));
    init_async(env, exports);
    return exports;
}

}  // namespace

NODE_API_MODULE(x86_pte, init)
