// Uses the installed package as a stranger would: entries of an array on one kernel, to columns and back.
#include <x86_pte/batch.hpp>
#include <x86_pte/codec.hpp>
#include <x86_pte/decision_table.hpp>

#include <cstdio>

// One entry needs no call: 6.12 resolves while this compiles.
constexpr pte::Layout kernel = pte::resolve({{6, 12}, 107});
static_assert(pte::scalar::decode(kernel, 0).kind == pte::u32(pte::Kind::none));

int main() {
    const pte::u64 words[] = {0x07fffffffffbfe0a, 0};  // a page in slot 0x200 of the first swap area, and nothing
    pte::u8 kind[2], type[2];
    pte::u32 flags[2];
    pte::u64 payload[2], back[2];
    pte::decode_batch(kernel, words, 2, {kind, type, flags, payload});
    const std::size_t made = pte::encode_batch(kernel, {kind, type, flags, payload}, 2, back);
    for (int i = 0; i < 2; ++i)
        std::printf("%016llx kind %d type %d payload %#llx\n", (unsigned long long)words[i], kind[i], type[i],
                    (unsigned long long)payload[i]);
    const bool swapped = kind[0] == pte::u8(pte::Kind::swap) && payload[0] == 0x200 && (flags[0] & 1u << pte::flag_soft_dirty);
    return swapped && made == 2 && back[0] == words[0] && back[1] == words[1] ? 0 : 1;
}
