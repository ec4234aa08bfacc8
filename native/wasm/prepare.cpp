// A kernel made ready. In a file of its own, since it is compiled for size: it runs once for a kernel, and is as large as a loop.
#include "door.hpp"

namespace pte::wasm {
LaneMasks masks;
ByteTables tables;
static Layout layout;
}  // namespace pte::wasm

using namespace pte;

/** Where the words of a kernel are put before prepare(), and how many they are. */
PTE_DOOR(layout) Layout* door_layout() { return &wasm::layout; }
PTE_DOOR(layoutWords) unsigned door_layout_words() { return word_count; }

/** Makes them ready for decode() and encode(). */
PTE_DOOR(prepare) void door_prepare() {
    wasm::masks = lane_masks(wasm::layout);
    wasm::tables = byte_tables(wasm::layout, wasm::masks);
}
