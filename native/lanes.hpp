// The words that know how many entries are looked at together: one in a u64, or several in a vector of the compiler's.
#pragma once
#include <type_traits>

#include "row.hpp"

#define PTE_INLINE [[gnu::always_inline]] inline

namespace pte {

using u64x2 = u64 __attribute__((vector_size(16)));
using u64x4 = u64 __attribute__((vector_size(32)));
using u64x8 = u64 __attribute__((vector_size(64)));

/** All ones in the lanes that hold anything, else zeros. */
template <class V>
PTE_INLINE constexpr V nonzero(V v) {
    if constexpr (std::is_integral_v<V>)
        return v != 0 ? ~u64(0) : 0;
    else
        return (V)(v != 0);
}

/** All ones in the lanes that are the same, else zeros. */
template <class V>
PTE_INLINE constexpr V equal(V a, V b) {
    if constexpr (std::is_integral_v<V>)
        return a == b ? ~u64(0) : 0;
    else
        return (V)(a == b);
}

/** One number in every lane. */
template <class V>
PTE_INLINE constexpr V all(u64 x) {
    if constexpr (std::is_integral_v<V>)
        return x;
    else
        return x - V{};
}

/** All ones in the lanes whose number, 0 to 63, is in the set. */
template <class V>
PTE_INLINE constexpr V in_set(u64 set, V number) {
    return -((all<V>(set) >> number) & 1);
}

}  // namespace pte
