// Four lanes in 128 bits, for any processor that has them: operators of the compiler's vectors. A mask is a vector of all ones
// and all zeros. What each operation means, and for what values it is valid, stands in scalar-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Vec = u32 __attribute__((vector_size(16)));
using Mask = Vec;
inline constexpr std::size_t lanes = 4;
struct VecPair {
    Vec low, high;
};

PTE_INLINE Vec set(u32 x) { return x - Vec{}; }
PTE_INLINE Mask test_any(Vec v, Vec bits) { return Mask((v & bits) != 0); }
PTE_INLINE Mask eq(Vec v, u32 n) { return Mask(v == n); }
PTE_INLINE Mask ge(Vec v, u32 n) { return Mask(v >= n); }
PTE_INLINE Mask and_(Mask a, Mask b) { return a & b; }
PTE_INLINE Mask or_(Mask a, Mask b) { return a | b; }
PTE_INLINE Mask and_not(Mask no, Mask mask) { return mask & ~no; }
PTE_INLINE Vec if_then_else(Mask m, Vec yes, Vec no) { return (yes & m) | (no & ~m); }
PTE_INLINE Vec if_then_else_zero(Mask m, Vec yes) { return yes & m; }
PTE_INLINE Vec or_if_any(Vec flags, Vec v, Vec bits, u32 flag) { return flags | (test_any(v, bits) & flag); }
PTE_INLINE bool all_bits0(Vec v) { return (v[0] | v[1] | v[2] | v[3]) == 0; }
PTE_INLINE Vec table_lookup(const ByType& table, Vec place) {
    place &= places - 1;
    return Vec{table[place[0]], table[place[1]], table[place[2]], table[place[3]]};
}

PTE_INLINE VecPair load_halves(const u64* words) {
    Vec a, b;
    std::memcpy(&a, words, sizeof a);
    std::memcpy(&b, words + 2, sizeof b);
    return {__builtin_shufflevector(a, b, 0, 2, 4, 6), __builtin_shufflevector(a, b, 1, 3, 5, 7)};
}

PTE_INLINE void store_halves(u64* words, Vec low, Vec high) {
    const Vec a = __builtin_shufflevector(low, high, 0, 4, 1, 5), b = __builtin_shufflevector(low, high, 2, 6, 3, 7);
    std::memcpy(words, &a, sizeof a);
    std::memcpy(words + 2, &b, sizeof b);
}

PTE_INLINE Vec load_bytes(const u8* from) { return Vec{from[0], from[1], from[2], from[3]}; }
PTE_INLINE void store_bytes(u8* kind, Vec kinds, u8* type, Vec types) {
    for (std::size_t i = 0; i < lanes; ++i) kind[i] = u8(kinds[i]), type[i] = u8(types[i]);
}
