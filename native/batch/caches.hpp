// How much the caches hold, as the processor itself says.
#pragma once
#include <algorithm>
#include <cstddef>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace pte {

#if defined(__x86_64__)
/** Bytes of the largest cache in a list of CPUID: leaf 4 of Intel, or 0x8000001d, where AMD has the same. */
inline std::size_t largest_in(unsigned leaf) noexcept {
    std::size_t largest = 0;
    for (unsigned i = 0, a = 0, b = 0, c = 0, d = 0; __get_cpuid_count(leaf, i, &a, &b, &c, &d) && (a & 0x1f) != 0; ++i)
        largest = std::max(largest, std::size_t((b >> 22) + 1) * ((b >> 12 & 0x3ff) + 1) * ((b & 0xfff) + 1) * (c + 1));
    return largest;
}
/** Bytes of the largest cache; 0 where the processor does not say. */
inline std::size_t largest_cache() noexcept {
    static const std::size_t bytes = std::max(largest_in(4), largest_in(0x8000001d));
    return bytes;
}
#else
inline std::size_t largest_cache() noexcept { return 0; }
#endif

}  // namespace pte
