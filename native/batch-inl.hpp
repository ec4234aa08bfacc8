// The loops of one instruction set, over whole registers. Included after its lanes and the codec, so without an include
// guard.

PTE_LANES void store_rows(const Columns& out, std::size_t i, const Rows& rows) {
    store_bytes(out.kind + i, rows.kind, out.type + i, rows.type);
    std::memcpy(out.flags + i, &rows.flags, sizeof rows.flags);
    store_halves(out.payload + i, rows.payload.low, rows.payload.high);
}

PTE_LANES Rows load_rows(const ConstColumns& in, std::size_t i) {
    Rows rows;
    rows.kind = load_bytes(in.kind + i), rows.type = load_bytes(in.type + i);
    std::memcpy(&rows.flags, in.flags + i, sizeof rows.flags);
    rows.payload = load_halves(in.payload + i);
    return rows;
}

/** Decodes from word `i` on while there is a register full; returns how far it came. */
std::size_t decode_some(const Plan& plan, std::size_t i, std::size_t n, const u64* words, const Columns& out) noexcept {
    const Plan p = plan;  // a copy that no store can alias
    for (; n - i >= lanes; i += lanes) store_rows(out, i, decode(p, load_halves(words + i)));
    return i;
}

/** Encodes from row `i` on while there is a register full and nothing wrong; returns how far it came. */
std::size_t encode_some(const Plan& plan, std::size_t i, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    const Plan p = plan;
    for (; n - i >= lanes; i += lanes) {
        const Made made = encode(p, load_rows(in, i));
        if (!zero(made.wrong)) break;
        store_halves(words + i, made.word.low, made.word.high);
    }
    return i;
}

/** The whole of an array, from its first word on. */
std::size_t decode_all(const Layout&, const Plan& plan, std::size_t n, const u64* words, const Columns& out) noexcept {
    return decode_some(plan, 0, n, words, out);
}
std::size_t encode_all(const Layout&, const Plan& plan, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    return encode_some(plan, 0, n, in, words);
}
