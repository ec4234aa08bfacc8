// The same calls on other threads: each starts a job, gives back a function that stops it, and settles on Node's loop.
#include "async.hpp"

#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

#include "../batch/batch.hpp"
#include "../batch/census.hpp"
#include "../batch/find.hpp"
#include "../batch/race.hpp"
#include "columns.hpp"
#include "pool.hpp"
#include "steps.hpp"

namespace pte::node {
namespace {

/** A job that JavaScript waits for. */
struct Waited : Job {
    Napi::ThreadSafeFunction settle;
    /** What settle() is given at the end, made on Node's loop; nothing where the arrays have it. */
    std::function<Napi::Value(Napi::Env)> answer;
    /** The first entry that could not be done; `total` if all could. */
    std::atomic<std::size_t> bad{0};
    /** Which form the array is gone through in, which its slices find out together. */
    Race race{0};

    std::mutex telling;
    /** Whether settle() hears of the job on the way, which wakes Node's thread each time. */
    bool progress = true;
    /** Parts of the job, in 64ths, that have been told of. */
    std::size_t told = 0;
    /** Node is ending: nobody listens. */
    bool deaf = false;

    void found_bad(std::size_t at) {
        for (std::size_t known = bad; at < known && !bad.compare_exchange_weak(known, at);) {
        }
    }
};

/** What the loop is told: settle(done, bad, through, answer). */
struct News {
    double done, bad;
    bool through;
    Ref<Waited> job;
};

// By the C interface: a thread of Node that is ending runs no JavaScript any more, which is no error.
void say(Napi::Env env, Napi::Function settle, News* given) {
    const std::unique_ptr<News> news(given);
    if (env == nullptr) return;
    napi_value self = nullptr, said[4] = {};
    napi_get_undefined(env, &self);
    napi_create_double(env, news->done, &said[0]);
    napi_create_double(env, news->bad, &said[1]);
    napi_get_boolean(env, news->through, &said[2]);
    said[3] = self;
    if (news->through && news->job->answer) said[3] = news->job->answer(env);
    napi_call_function(env, self, settle, 4, said, nullptr);
}

void tell(Waited& job, bool through) {
    if (!through && !job.progress) return;
    const std::lock_guard lock(job.telling);
    const std::size_t part = job.total == 0 ? 0 : job.done * 64 / job.total;
    if (job.deaf || (!through && part <= job.told)) return;
    job.told = part;
    auto* news = new News{double(job.done), job.bad == job.total ? -1.0 : double(job.bad), through, Ref<Waited>(&job)};
    const napi_status status = job.settle.NonBlockingCall(news, say);
    if (status != napi_ok) delete news;
    job.deaf = status == napi_closing;  // which has released it
    if (through && !job.deaf) job.settle.Release();
}

/** The last arguments: how many threads, settle(), and whether it hears of the job on the way, which it does if that is left out.
 * The arguments before them stay alive until the job is through. */
bool unpack_waiting(const Napi::CallbackInfo& info, std::size_t first, unsigned& threads, Waited& job) {
    const Napi::Env env = info.Env();
    if (!info[first].IsNumber() || !info[first + 1].IsFunction())
        return type_error(env, "expected threads as a number and settle as a function");
    const std::int64_t asked = info[first].As<Napi::Number>().Int64Value();
    if (asked < 1 || asked > 1024) return range_error(env, "expected 1 to 1024 threads, got " + std::to_string(asked));
    threads = unsigned(asked);
    job.progress = !info[first + 2].IsBoolean() || info[first + 2].As<Napi::Boolean>();
    auto arrays = Napi::Array::New(env, first);
    for (std::uint32_t i = 0; i < first; ++i) arrays.Set(i, info[i]);
    auto* alive = new Napi::ObjectReference(Napi::Persistent(arrays.As<Napi::Object>()));
    job.settle = Napi::ThreadSafeFunction::New(env, info[first + 1].As<Napi::Function>(), "x86-pte", 0, 1,
                                               [alive](Napi::Env) { delete alive; });
    return true;
}

/** Sends the job off. @returns stop(), after which no slice is begun; settle() still hears the end. */
Napi::Value start(Napi::Env env, const Ref<Waited>& job, unsigned threads, std::size_t total) {
    job->total = job->bad = job->race.total = total;
    job->slice = slice_of(total, threads);
    job->after = [job = &*job](bool through) { tell(*job, through); };
    env.GetInstanceData<Pool>()->post(Ref<Job>(&*job), threads);
    return Napi::Function::New(
        env, [job](const Napi::CallbackInfo&) { job->stopped = true; }, "stop");
}

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

inline constexpr std::size_t census_width = sizeof(Census) / sizeof(u64);
struct Counting : Waited {
    u64 counts[census_width] = {};
};

/** censusOn(layout, words, byKind, threads, settle, progress?): the answer is an array of counts, in the order of a Census */
Napi::Value census_on(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Layout layout;
    Span<u64> words;
    const Ref<Counting> job(new Counting);
    unsigned threads = 1;
    if (!unpack(info, 0, layout) || !unpack(info, 1, "words", words)) return {};
    if (!info[2].IsBoolean()) return type_error(env, "expected byKind as true or false"), Napi::Value();
    if (!unpack_waiting(info, 3, threads, *job)) return {};
    const bool by_kind = info[2].As<Napi::Boolean>();
    job->run = [=, job = &*job](std::size_t first, std::size_t n) {
        Census some{};
        census_batch(layout, words.data + first, n, by_kind, some);
        u64 more[census_width];
        std::memcpy(more, &some, sizeof some);
        const std::lock_guard lock(job->telling);
        for (std::size_t i = 0; i < census_width; ++i) job->counts[i] += more[i];
    };
    job->answer = [job = &*job](Napi::Env on) {
        auto out = Napi::BigUint64Array::New(on, census_width);
        std::memcpy(out.Data(), job->counts, sizeof job->counts);
        return Napi::Value(out);
    };
    return start(env, Ref<Waited>(&*job), threads, words.size);
}

struct Finding : Waited {
    std::vector<FindStep> steps;
    /** Places, by slice. */
    std::vector<std::vector<u32>> found;
};

/** findOn(steps, words, threads, settle, progress?): the answer is an array of places */
Napi::Value find_on(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const Ref<Finding> job(new Finding);
    Span<u64> words;
    unsigned threads = 1;
    if (!unpack_steps(info, 0, job->steps) || !unpack(info, 1, "words", words)) return {};
    if (words.size >> 32 != 0) return range_error(env, "expected 2^32 words at the most"), Napi::Value();
    if (!unpack_waiting(info, 2, threads, *job)) return {};
    const std::size_t slice = slice_of(words.size, threads);
    job->found.resize(words.size / slice + 1);
    job->run = [=, job = &*job](std::size_t first, std::size_t n) {
        std::vector<u32> places(n);
        places.resize(find_batch({job->steps.data(), job->steps.size()}, words.data, first, first + n, places.data(), n));
        places.shrink_to_fit();
        job->found[first / slice] = std::move(places);
    };
    job->answer = [job = &*job](Napi::Env on) {
        std::size_t n = 0;
        for (const auto& places : job->found) n += places.size();
        auto out = Napi::Uint32Array::New(on, n);
        for (std::size_t at = 0; const auto& places : job->found) {
            if (!places.empty()) std::memcpy(out.Data() + at, places.data(), places.size() * sizeof(u32));
            at += places.size();
        }
        return Napi::Value(out);
    };
    return start(env, Ref<Waited>(&*job), threads, words.size);
}

}  // namespace

void init_async(Napi::Env env, Napi::Object exports) {
    env.SetInstanceData(new Pool);
    exports.Set("decodeOn", Napi::Function::New(env, decode_on, "decodeOn"));
    exports.Set("encodeOn", Napi::Function::New(env, encode_on, "encodeOn"));
    exports.Set("censusOn", Napi::Function::New(env, census_on, "censusOn"));
    exports.Set("findOn", Napi::Function::New(env, find_on, "findOn"));
}

}  // namespace pte::node
