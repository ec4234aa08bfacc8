// Tables of kernel logic, made ready once for as many arrays as are taken through them.
#pragma once
#include <napi.h>

namespace pte::node {

/**
 * table(base, flip, shift, source, mask, facts): a function decide(words, pageFacts, pfns, copies, out, rows), which gives the
 * first entry that has no row, or -1. Its function free() lets the table go.
 */
Napi::Value table(const Napi::CallbackInfo& info);

}  // namespace pte::node
