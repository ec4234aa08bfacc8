// The same calls on other threads: each starts a job, gives back a function that stops it, and settles on Node's loop.
#include "async.hpp"

#include "../batch/batch.hpp"
#include "columns.hpp"
#include "waited.hpp"

namespace pte::node {
namespace {

/** decodeOn(layout, words, kind, type, flags, payload, threads, settle, progress?) */
Napi::Value decode_on(const Napi::CallbackInfo& info) {
    DecodeArguments a;
    const Ref<Waited> job(new Waited);
    unsigned threads = 1;
    if (!a.unpack_from(info) || !unpack_waiting(info, 6, threads, *job)) return {};
    job->run = [a, job = &*job](std::size_t first, std::size_t n) {
        decode_batch(prepare(a.layout), a.words.data + first, n, a.columns.from(first), job->race);
    };
    return start(info.Env(), job, threads, a.words.size);
}

/** encodeOn(layout, kind, type, flags, payload, words, threads, settle, progress?): `bad` is the first row that is no entry */
Napi::Value encode_on(const Napi::CallbackInfo& info) {
    EncodeArguments a;
    const Ref<Waited> job(new Waited);
    unsigned threads = 1;
    if (!a.unpack_from(info) || !unpack_waiting(info, 6, threads, *job)) return {};
    job->run = [a, job = &*job](std::size_t first, std::size_t n) {
        if (first > job->bad) return;  // what stands behind an entry that cannot be done is not asked for
        const Columns c = a.columns.from(first);
        const std::size_t did =
            encode_batch(prepare(a.layout), {c.kind, c.type, c.flags, c.payload}, n, a.words.data + first, job->race);
        if (did < n) job->found_bad(first + did);
    };
    return start(info.Env(), job, threads, a.words.size);
}

}  // namespace

void init_async(Napi::Env env, Napi::Object exports) {
    env.SetInstanceData(new Pool);
    exports.Set("decodeOn", Napi::Function::New(env, decode_on, "decodeOn"));
    exports.Set("encodeOn", Napi::Function::New(env, encode_on, "encodeOn"));
    init_async_passes(env, exports);
}

}  // namespace pte::node
