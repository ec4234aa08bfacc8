// The codec for one entry: decode(plan(layout), {low, high}) and back.
#pragma once
#include "plan.hpp"

namespace pte::scalar {

#define PTE_LANES [[gnu::always_inline]] inline constexpr
#include "lanes/scalar-inl.hpp"
#include "codec-inl.hpp"
#undef PTE_LANES

constexpr Rows decode(const Layout& l, u64 word) { return decode(plan(l), load_halves(&word)); }
constexpr u64 payload(const Rows& row) { return (u64(row.payload.high) << 32) | row.payload.low; }

namespace examples {
inline constexpr Layout v6_12 = resolve({{6, 12}, 107}, {.switches = ~(1u << 4)});  // without DEVICE_PRIVATE
static_assert(payload(decode(v6_12, 0x000fffffedcba120)) == 0x12345, "the PFN of a PROT_NONE entry is inverted");
static_assert(payload(decode(v6_12, 0x07fffffffffbfe0a)) == 0x200, "and so is the offset of a swap entry");
static_assert(decode(v6_12, 0xfffffffffffffa00).kind == u32(Kind::pte_marker), "type 31 is a marker");
constexpr bool returns(u64 word) {
    const Made made = encode(plan(v6_12), decode(v6_12, word));
    return ((u64(made.word.high) << 32) | made.word.low) == word && made.wrong == 0;
}
static_assert(returns(0xf7ffe7fffdb97400), "nothing is lost");
}  // namespace examples

}  // namespace pte::scalar
