// Uses the installed package as a stranger would.
#include <x86_pte/batch.hpp>

int main() {
    const pte::Layout kernel = pte::resolve({{6, 12}, 107});
    const pte::u64 words[] = {0x07fffffffffbfe0a};  // a page in slot 0x200 of the first swap area
    pte::u8 kind[1], type[1];
    pte::u32 flags[1];
    pte::u64 payload[1];
    pte::decode_batch(kernel, words, 1, {kind, type, flags, payload});
    return kind[0] == pte::u8(pte::Kind::swap) && payload[0] == 0x200 ? 0 : 1;
}
