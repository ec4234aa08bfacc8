// Calls over arrays that were checked once: what remains to be asked each time is whether their memory is still there.
#include "bound.hpp"

#include <cstdint>
#include <new>
#include <vector>

#include "../batch/batch.hpp"
#include "columns.hpp"
#include "ref.hpp"

namespace pte::node {
namespace {

/** Arrays that a call is bound to. */
struct Bound : Held {
    DecodeArguments arrays;
    /** A kernel made ready, in room of its own: it wants to begin a line of the cache, and new asks for a newer library to do
     * that. */
    const Prepared* kernel = nullptr;
    unsigned char room[sizeof(Prepared) + alignof(Prepared)];
    /** Their memory, each once. */
    std::vector<Napi::Reference<Napi::ArrayBuffer>> buffers;

    void keep(Napi::ArrayBuffer buffer) {
        for (const auto& kept : buffers)
            if (kept.Value().StrictEquals(buffer)) return;
        buffers.push_back(Napi::Persistent(buffer));
    }

    void make_ready() {
        const auto past = reinterpret_cast<std::uintptr_t>(room) % alignof(Prepared);
        kernel = new (room + (alignof(Prepared) - past)) Prepared(prepare(arrays.layout));
    }

    bool there(Napi::Env env) const {
        for (const auto& kept : buffers)
            if (kept.Value().IsDetached()) return type_error(env, "expected memory that is there, got a detached buffer");
        return true;
    }
};

using Shared = Ref<Bound>;
const Bound& bound_of(const Napi::CallbackInfo& info) { return **static_cast<const Shared*>(info.Data()); }

/** A function that keeps what it is bound to for as long as it lives. */
Napi::Function bound_function(Napi::Env env, const Shared& bound, Napi::Value call(const Napi::CallbackInfo&), const char* name) {
    auto* data = new Shared(bound);
    auto function = Napi::Function::New(env, call, name, data);
    function.AddFinalizer([](Napi::Env, Shared* done) { delete done; }, data);
    return function;
}

/** The number of entries that a bound call is handed. */
bool unpack_count(const Napi::CallbackInfo& info, const Bound& bound, std::size_t& n) {
    const double asked = info[0].IsNumber() ? info[0].As<Napi::Number>().DoubleValue() : -1;
    const std::size_t most = bound.arrays.words.size;
    if (!(asked >= 0 && asked <= double(most)) || asked != double(std::size_t(asked)))
        return range_error(info.Env(), "expected a number of entries from 0 to " + std::to_string(most));
    n = std::size_t(asked);
    return bound.there(info.Env());
}

Napi::Value decode_bound(const Napi::CallbackInfo& info) {
    const Bound& bound = bound_of(info);
    std::size_t n = 0;
    if (unpack_count(info, bound, n)) decode_batch(*bound.kernel, bound.arrays.words.data, n, bound.arrays.columns.from(0));
    return {};
}

Napi::Value encode_bound(const Napi::CallbackInfo& info) {
    const Bound& bound = bound_of(info);
    std::size_t n = 0;
    if (!unpack_count(info, bound, n)) return {};
    const Columns c = bound.arrays.columns.from(0);
    return first_bad(info.Env(), encode_batch(*bound.kernel, {c.kind, c.type, c.flags, c.payload}, n, bound.arrays.words.data),
                     n);
}

}  // namespace

/** bind(layout, words, kind, type, flags, payload): decode(n), and encode(n), which gives the first row that is no entry, or -1
 */
Napi::Value bind(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const Ref<Bound> bound(new Bound);
    if (!bound->arrays.unpack_from(info)) return {};
    bound->make_ready();
    for (std::size_t i = 1; i < 6; ++i) bound->keep(info[i].As<Napi::TypedArray>().ArrayBuffer());
    auto calls = Napi::Object::New(env);
    calls.Set("decode", bound_function(env, bound, decode_bound, "decode"));
    calls.Set("encode", bound_function(env, bound, encode_bound, "encode"));
    return calls;
}

}  // namespace pte::node
