// Calls that take words as they stand, on other threads, as async.cpp has those of the codec.
#include <cstring>
#include <vector>

#include "../batch/census.hpp"
#include "../batch/find.hpp"
#include "async.hpp"
#include "map_arguments.hpp"
#include "steps.hpp"
#include "waited.hpp"

namespace pte::node {
namespace {

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

/** mapOn(steps, words, into, threads, settle, progress?) */
Napi::Value map_on(const Napi::CallbackInfo& info) {
    MapArguments a;
    const Ref<Waited> job(new Waited);
    unsigned threads = 1;
    if (!a.unpack_from(info) || !unpack_waiting(info, 3, threads, *job)) return {};
    job->run = [a, job = &*job](std::size_t first, std::size_t n) {
        map_batch(a.map(), a.words.data + first, n, a.into.data + first, job->race);
    };
    return start(info.Env(), job, threads, a.words.size);
}

}  // namespace

void init_async_passes(Napi::Env env, Napi::Object exports) {
    exports.Set("censusOn", Napi::Function::New(env, census_on, "censusOn"));
    exports.Set("findOn", Napi::Function::New(env, find_on, "findOn"));
    exports.Set("mapOn", Napi::Function::New(env, map_on, "mapOn"));
}

}  // namespace pte::node
