// What the core is measured beside, as an addon of the benchmark's own: a plain sum, memcpy by blocks and by threads, and a loop
// over a kernel's own inline functions that bench/native/kernel_loop.c is compiled to.
#include <dlfcn.h>
#include <napi.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

using Words = Napi::BigUint64Array;

// The C library chooses its memcpy at run time by the same means.
#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
std::uint64_t
sum_of(const std::uint64_t* words, std::size_t n) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += words[i];
    return sum;
}

/** sum(words): all words, modulo 2^32, so that no compiler leaves the loop out */
Napi::Value sum(const Napi::CallbackInfo& info) {
    const auto words = info[0].As<Words>();
    return Napi::Number::New(info.Env(), std::uint32_t(sum_of(words.Data(), words.ElementLength())));
}

/** copy(from, to, block): memcpy of so many bytes at a time, which keeps glibc below the size where it stores past the caches */
Napi::Value copy(const Napi::CallbackInfo& info) {
    auto from = info[0].As<Words>(), to = info[1].As<Words>();
    const std::size_t block = info[2].As<Napi::Number>().Uint32Value();
    const std::size_t bytes = std::min(from.ByteLength(), to.ByteLength());
    const auto* source = reinterpret_cast<const char*>(from.Data());
    auto* target = reinterpret_cast<char*>(to.Data());
    for (std::size_t at = 0; at < bytes; at += block) std::memcpy(target + at, source + at, std::min(block, bytes - at));
    return info.Env().Undefined();
}

/** copyOn(from, to, threads): an equal part of the bytes each */
Napi::Value copy_on(const Napi::CallbackInfo& info) {
    auto from = info[0].As<Words>(), to = info[1].As<Words>();
    const std::size_t threads = std::max(1u, info[2].As<Napi::Number>().Uint32Value());
    const std::size_t n = std::min(from.ElementLength(), to.ElementLength());
    const std::uint64_t* source = from.Data();
    std::uint64_t* target = to.Data();
    const auto part = [=](std::size_t i) {
        const std::size_t first = n * i / threads, last = n * (i + 1) / threads;
        std::memcpy(target + first, source + first, (last - first) * sizeof *source);
    };
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(part, i);
    part(0);
    for (auto& other : others) other.join();
    return info.Env().Undefined();
}

using KernelLoop = void(const std::uint64_t*, std::size_t, std::uint8_t*, std::uint8_t*, std::uint32_t*, std::uint64_t*);
KernelLoop* kernel_loop = nullptr;

/** openKernelLoop(file): the shared object of kernel_loop.c */
Napi::Value open_kernel_loop(const Napi::CallbackInfo& info) {
    const std::string file = info[0].As<Napi::String>();
    void* object = dlopen(file.c_str(), RTLD_NOW);
    kernel_loop = object ? reinterpret_cast<KernelLoop*>(dlsym(object, "kernel_loop")) : nullptr;
    if (!kernel_loop) Napi::Error::New(info.Env(), "expected kernel_loop() in " + file).ThrowAsJavaScriptException();
    return info.Env().Undefined();
}

/** kernelLoop(words, kind, type, flags, payload) */
Napi::Value run_kernel_loop(const Napi::CallbackInfo& info) {
    auto words = info[0].As<Words>(), payload = info[4].As<Words>();
    auto kind = info[1].As<Napi::Uint8Array>(), type = info[2].As<Napi::Uint8Array>();
    auto flags = info[3].As<Napi::Uint32Array>();
    const std::size_t n = words.ElementLength();
    if (!kernel_loop ||
        std::min({kind.ElementLength(), type.ElementLength(), flags.ElementLength(), payload.ElementLength()}) < n)
        return Napi::Error::New(info.Env(), "expected columns for every word").ThrowAsJavaScriptException(), Napi::Value();
    kernel_loop(words.Data(), n, kind.Data(), type.Data(), flags.Data(), payload.Data());
    return info.Env().Undefined();
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    exports.Set("sum", Napi::Function::New(env, sum));
    exports.Set("copy", Napi::Function::New(env, copy));
    exports.Set("copyOn", Napi::Function::New(env, copy_on));
    exports.Set("openKernelLoop", Napi::Function::New(env, open_kernel_loop));
    exports.Set("kernelLoop", Napi::Function::New(env, run_kernel_loop));
    return exports;
}

}  // namespace

NODE_API_MODULE(beside, init)
