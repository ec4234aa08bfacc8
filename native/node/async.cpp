// The same calls on other threads: each starts a job, gives back a function that stops it, and settles on Node's loop.
#include "async.hpp"

#include <atomic>
#include <memory>
#include <mutex>

#include "../batch/batch.hpp"
#include "columns.hpp"
#include "pool.hpp"

namespace pte::node {
namespace {

/** A job that JavaScript waits for. */
struct Waited : Job {
    Napi::ThreadSafeFunction settle;
    /** The first entry that could not be done; `total` if all could. */
    std::atomic<std::size_t> bad{0};

    std::mutex telling;
    /** Parts of the job, in 64ths, that have been told of. */
    std::size_t told = 0;
    /** Node is ending: nobody listens. */
    bool deaf = false;

    void found_bad(std::size_t at) {
        for (std::size_t known = bad; at < known && !bad.compare_exchange_weak(known, at);) {
        }
    }
};

/** What the loop is told: settle(done, bad, through). */
struct News {
    double done, bad;
    bool through;
};

// By the C interface: a thread of Node that is ending runs no JavaScript any more, which is no error.
void say(Napi::Env env, Napi::Function settle, News* given) {
    const std::unique_ptr<News> news(given);
    if (env == nullptr) return;
    napi_value self = nullptr, said[3] = {};
    napi_get_undefined(env, &self);
    napi_create_double(env, news->done, &said[0]);
    napi_create_double(env, news->bad, &said[1]);
    napi_get_boolean(env, news->through, &said[2]);
    napi_call_function(env, self, settle, 3, said, nullptr);
}

void tell(Waited& job, bool through) {
    const std::lock_guard lock(job.telling);
    const std::size_t part = job.total == 0 ? 0 : job.done * 64 / job.total;
    if (job.deaf || (!through && part <= job.told)) return;
    job.told = part;
    auto* news = new News{double(job.done), job.bad == job.total ? -1.0 : double(job.bad), through};
    const napi_status status = job.settle.NonBlockingCall(news, say);
    if (status != napi_ok) delete news;
    job.deaf = status == napi_closing;  // which has released it
    if (through && !job.deaf) job.settle.Release();
}

/** The last two arguments: how many threads, and settle(). The arguments before them stay alive until the job is through. */
bool unpack_waiting(const Napi::CallbackInfo& info, std::size_t first, unsigned& threads, Waited& job) {
    const Napi::Env env = info.Env();
    if (!info[first].IsNumber() || !info[first + 1].IsFunction())
        return type_error(env, "expected threads as a number and settle as a function");
    const std::int64_t asked = info[first].As<Napi::Number>().Int64Value();
    if (asked < 1 || asked > 1024) return range_error(env, "expected 1 to 1024 threads, got " + std::to_string(asked));
    threads = unsigned(asked);
    auto arrays = Napi::Array::New(env, first);
    for (std::uint32_t i = 0; i < first; ++i) arrays.Set(i, info[i]);
    auto* alive = new Napi::ObjectReference(Napi::Persistent(arrays.As<Napi::Object>()));
    job.settle = Napi::ThreadSafeFunction::New(env, info[first + 1].As<Napi::Function>(), "x86-pte", 0, 1,
                                               [alive](Napi::Env) { delete alive; });
    return true;
}

/** Sends the job off. @returns stop(), after which no slice is begun; settle() still hears the end. */
Napi::Value start(Napi::Env env, const std::shared_ptr<Waited>& job, unsigned threads, std::size_t total) {
    job->total = job->bad = total;
    job->slice = slice_of(total, threads);
    job->after = [job = job.get()](bool through) { tell(*job, through); };
    env.GetInstanceData<Pool>()->post(job, threads);
    return Napi::Function::New(
        env, [job](const Napi::CallbackInfo&) { job->stopped = true; }, "stop");
}

/** decodeOn(layout, words, kind, type, flags, payload, threads, settle) */
Napi::Value decode_on(const Napi::CallbackInfo& info) {
    DecodeArguments a;
    const auto job = std::make_shared<Waited>();
    unsigned threads = 1;
    if (!a.unpack_from(info) || !unpack_waiting(info, 6, threads, *job)) return {};
    job->run = [a](std::size_t first, std::size_t n) { decode_batch(a.layout, a.words.data + first, n, a.columns.from(first)); };
    return start(info.Env(), job, threads, a.words.size);
}

/** encodeOn(layout, kind, type, flags, payload, words, threads, settle): `bad` is the first row that is no entry */
Napi::Value encode_on(const Napi::CallbackInfo& info) {
    EncodeArguments a;
    const auto job = std::make_shared<Waited>();
    unsigned threads = 1;
    if (!a.unpack_from(info) || !unpack_waiting(info, 6, threads, *job)) return {};
    job->run = [a, job = job.get()](std::size_t first, std::size_t n) {
        if (first > job->bad) return;  // what stands behind an entry that cannot be done is not asked for
        const Columns c = a.columns.from(first);
        const std::size_t did = encode_batch(a.layout, {c.kind, c.type, c.flags, c.payload}, n, a.words.data + first);
        if (did < n) job->found_bad(first + did);
    };
    return start(info.Env(), job, threads, a.words.size);
}

}  // namespace

void init_async(Napi::Env env, Napi::Object exports) {
    env.SetInstanceData(new Pool);
    exports.Set("decodeOn", Napi::Function::New(env, decode_on, "decodeOn"));
    exports.Set("encodeOn", Napi::Function::New(env, encode_on, "encodeOn"));
}

}  // namespace pte::node
