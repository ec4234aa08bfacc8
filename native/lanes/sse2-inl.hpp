// Four lanes, as the compiler makes them of its vectors; a mask is a vector of all ones and all zeros.

using V = u32 __attribute__((vector_size(16)));
using M = V;
inline constexpr std::size_t lanes = 4;
struct Pair {
    V low, high;
};

PTE_LANES V all(u32 x) { return x - V{}; }
PTE_LANES M any(V v, V bits) { return M((v & bits) != 0); }
PTE_LANES M both(M a, M b) { return a & b; }
PTE_LANES M but_not(M a, M b) { return a & ~b; }
PTE_LANES V pick(M m, V a, V b) { return (a & m) | (b & ~m); }
PTE_LANES V keep(M m, V a) { return a & m; }
PTE_LANES V set(V says, V v, V bits, u32 flag) { return says | (any(v, bits) & flag); }
PTE_LANES M at_least(V v, u32 n) { return M(v >= n); }
PTE_LANES M equal(V v, u32 n) { return M(v == n); }
PTE_LANES bool zero(V v) { return (v[0] | v[1] | v[2] | v[3]) == 0; }
PTE_LANES V at(const ByType& table, V place) {
    place &= 15;
    return V{table[place[0]], table[place[1]], table[place[2]], table[place[3]]};
}

PTE_LANES Pair load_halves(const u64* words) {
    V a, b;
    std::memcpy(&a, words, sizeof a);
    std::memcpy(&b, words + 2, sizeof b);
    return {__builtin_shufflevector(a, b, 0, 2, 4, 6), __builtin_shufflevector(a, b, 1, 3, 5, 7)};
}

PTE_LANES void store_halves(u64* words, V low, V high) {
    const V a = __builtin_shufflevector(low, high, 0, 4, 1, 5), b = __builtin_shufflevector(low, high, 2, 6, 3, 7);
    std::memcpy(words, &a, sizeof a);
    std::memcpy(words + 2, &b, sizeof b);
}

PTE_LANES V load_bytes(const u8* from) { return V{from[0], from[1], from[2], from[3]}; }
PTE_LANES void store_bytes(u8* kind, V kinds, u8* type, V types) {
    for (std::size_t i = 0; i < lanes; ++i) kind[i] = u8(kinds[i]), type[i] = u8(types[i]);
}
