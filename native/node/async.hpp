// Calls that run on other threads.
#pragma once
#include <napi.h>

namespace pte::node {

/** Adds decodeOn(), encodeOn(), censusOn() and findOn() to what the addon exports. */
void init_async(Napi::Env env, Napi::Object exports);

}  // namespace pte::node
