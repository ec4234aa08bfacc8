// The codec for one entry: decode(lane_masks(layout), {low, high}) and back.
#pragma once
#include "lane_masks.hpp"

namespace pte::scalar {

#define PTE_INLINE [[gnu::always_inline]] inline constexpr
#include "lanes/scalar-inl.hpp"
#include "lane_codec-inl.hpp"
#undef PTE_INLINE

constexpr Rows decode(const Layout& l, u64 word) { return decode(lane_masks(l), load_halves(&word)); }
constexpr u64 payload(const Rows& row) { return (u64(row.payload.high) << 32) | row.payload.low; }

namespace examples {
inline constexpr Layout v6_12 = resolve({{6, 12}, 107}, {.switches = ~rows::switch_device_private});
static_assert(payload(decode(v6_12, 0x000fffffedcba120)) == 0x12345, "the PFN of a PROT_NONE entry is inverted");
static_assert(payload(decode(v6_12, 0x07fffffffffbfe0a)) == 0x200, "and so is the offset of a swap entry");
static_assert(decode(v6_12, 0xfffffffffffffa00).kind == u32(Kind::pte_marker), "type 31 is a marker");
constexpr bool returns(u64 word) {
    const Encoded encoded = encode(lane_masks(v6_12), decode(v6_12, word));
    return ((u64(encoded.word.high) << 32) | encoded.word.low) == word && encoded.wrong == 0;
}
static_assert(returns(0xf7ffe7fffdb97400), "nothing is lost");
}  // namespace examples

}  // namespace pte::scalar
