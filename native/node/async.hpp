// Calls that run on other threads.
#pragma once
#include <napi.h>

namespace pte::node {

/** Adds decodeOn(), encodeOn() and those below to what the addon exports. */
void init_async(Napi::Env env, Napi::Object exports);
/** Adds censusOn(), findOn() and mapOn(), which take words as they stand. */
void init_async_passes(Napi::Env env, Napi::Object exports);

}  // namespace pte::node
