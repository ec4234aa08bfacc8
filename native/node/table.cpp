// Tables of kernel logic, made ready once for as many arrays as are taken through them.
#include "table.hpp"

#include <bit>
#include <memory>
#include <vector>

#include "../batch/decision_table.hpp"
#include "arguments.hpp"
#include "columns.hpp"

namespace pte::node {
namespace {

/** The columns of a table of kernel logic, a row each for the states of `mask` and `facts`. */
struct TableSpans {
    Span<u64> base, flip;
    Span<u8> shift, source;
    u64 mask = 0;
    unsigned facts = 0;

    bool unpack_from(const Napi::CallbackInfo& info) {
        if (!unpack(info, 0, "base", base) || !unpack(info, 1, "flip", flip) || !unpack(info, 2, "shift", shift) ||
            !unpack(info, 3, "source", source))
            return false;
        if (!info[4].IsBigInt() || !info[5].IsNumber())
            return type_error(info.Env(), "expected mask as a bigint and facts as a number");
        bool lossless = false;
        mask = info[4].As<Napi::BigInt>().Uint64Value(&lossless);
        facts = info[5].As<Napi::Number>().Uint32Value();
        const std::size_t width = std::size_t(std::popcount(mask)) + facts;
        if (facts > 8 || width > 24 || base.size != std::size_t(1) << width)
            return range_error(info.Env(), "expected a table with a row for each state of mask and facts");
        return hold(info.Env(), base.size, {flip, shift, source});
    }

    bool rows(Napi::Env env, std::vector<DecisionRow>& out) const {
        out.resize(base.size);
        for (std::size_t i = 0; i < base.size; ++i) {
            if (shift.data[i] > 63) return range_error(env, "expected shifts under 64 in the table");
            const u32 from = source.data[i] < no_decision ? source.data[i] : no_decision;
            out[i] = {base.data[i], flip.data[i], shift.data[i], from};
        }
        return true;
    }
};

/** A table with what it is made of. */
struct Made {
    std::vector<DecisionRow> rows;
    std::vector<u64> bases;
    PackedRows packed;
    DecisionTable table;
};

/** What both functions share. It may be let go before they are: Node lets go of them only where its event loop turns. */
using Ready = std::unique_ptr<const Made>;
Ready& ready_of(const Napi::CallbackInfo& info) { return *static_cast<Ready*>(info.Data()); }

Napi::Value free(const Napi::CallbackInfo& info) {
    ready_of(info).reset();
    return {};
}

/** decide(words, pageFacts, pfns, copies, out, rows): the first without a row, or -1 */
Napi::Value decide(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const Ready& made = ready_of(info);
    if (!made) {
        type_error(env, "expected a table that is there, got one that was let go");
        return {};
    }
    Span<u64> words, pfns, copies, out;
    Span<u8> facts;
    Span<u32> taken;
    if (!unpack(info, 0, "words", words) || !unpack(info, 1, "pageFacts", facts) || !unpack(info, 2, "pfns", pfns) ||
        !unpack(info, 3, "copies", copies) || !unpack(info, 4, "out", out) || !unpack(info, 5, "rows", taken))
        return {};
    const std::size_t n = words.size;
    if (!hold(env, n, {facts, pfns, copies, out, taken}) || !apart(env, n, {words, facts, pfns, copies}, {out, taken})) return {};
    const DecisionArrays arrays{words.data, facts.data, pfns.data, copies.data, out.data, taken.data};
    return first_bad(env, decide_batch(made->table, arrays, n), n);
}

}  // namespace

Napi::Value table(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    TableSpans spans;
    auto made = std::make_unique<Made>();
    if (!spans.unpack_from(info) || !spans.rows(env, made->rows)) return {};
    made->bases.resize(made->rows.size());
    const bool packs = pack_rows(made->rows.data(), made->rows.size(), made->bases.data(), made->packed);
    made->table = {made->rows.data(), spans.mask, spans.facts, packs ? &made->packed : nullptr};
    auto* ready = new Ready(std::move(made));
    auto call = Napi::Function::New(env, decide, "decide", ready);
    call.AddFinalizer([](Napi::Env, Ready* done) { delete done; }, ready);
    auto let_go = Napi::Function::New(env, free, "free", ready);
    let_go.Set("of", call);  // it is no longer there than what it frees
    call.Set("free", let_go);
    return call;
}

}  // namespace pte::node
