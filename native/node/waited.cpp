#include "waited.hpp"

#include <memory>

#include "arguments.hpp"

namespace pte::node {
namespace {

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

}  // namespace

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

Napi::Value start(Napi::Env env, const Ref<Waited>& job, unsigned threads, std::size_t total) {
    job->total = job->bad = job->race.total = total;
    job->slice = slice_of(total, threads);
    job->after = [job = &*job](bool through) { tell(*job, through); };
    env.GetInstanceData<Pool>()->post(Ref<Job>(&*job), threads);
    return Napi::Function::New(
        env, [job](const Napi::CallbackInfo&) { job->stopped = true; }, "stop");
}

}  // namespace pte::node
