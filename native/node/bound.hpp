// Calls over arrays that were checked once.
#pragma once
#include <napi.h>

namespace pte::node {

/** bind(layout, words, kind, type, flags, payload): an object with decode(n) and encode(n). */
Napi::Value bind(const Napi::CallbackInfo& info);

}  // namespace pte::node
