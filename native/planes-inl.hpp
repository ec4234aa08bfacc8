// The codec over eight registers with one byte of each of many words. Rows and words are what codec-inl.hpp says, and a test
// proves it; what it costs is this second form, and what it brings stands in bench/. Included after the bytes of each
// instruction set and its batch-inl.hpp, so without an include guard.

inline constexpr std::size_t block = bytes_of_word * in_register;  // words

/** Rows of eight 16-bit units within each 16 bytes of the registers, columns to rows; its own inverse. */
PTE_LANES void transpose(B (&a)[8]) {
    const B b[8] = {low16(a[0], a[1]), high16(a[0], a[1]), low16(a[2], a[3]), high16(a[2], a[3]),
                    low16(a[4], a[5]), high16(a[4], a[5]), low16(a[6], a[7]), high16(a[6], a[7])};
    const B c[8] = {low32(b[0], b[2]), high32(b[0], b[2]), low32(b[1], b[3]), high32(b[1], b[3]),
                    low32(b[4], b[6]), high32(b[4], b[6]), low32(b[5], b[7]), high32(b[5], b[7])};
    for (int i = 0; i < 4; ++i) a[2 * i] = low64(c[i], c[i + 4]), a[2 * i + 1] = high64(c[i], c[i + 4]);
}

/** Two words in 16 bytes: the bytes of the second beside those of the first. */
PTE_LANES B paired(B v) { return moved(v, _mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15)); }
PTE_LANES B unpaired(B v) { return moved(v, _mm_setr_epi8(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15)); }

constexpr bool is_middle(unsigned i) { return middle <= i && i < middle_end; }
PTE_LANES B low_half(const Planes& t, B v) { return v & all(t.half); }
PTE_LANES B high_half(const Planes& t, B v) { return right(v, 4) & all(t.half); }
PTE_LANES B but_first(const B (&b)[8]) { return ((b[1] | b[2]) | (b[3] | b[4])) | ((b[5] | b[6]) | b[7]); }

/** Which sort each word is; none of them where the entry is empty. */
struct BSorts {
    BM present, protnone, swapped, pfn_type;
};
/** Its number in the tables by Sort. */
PTE_LANES B sort_of(const Planes& t, const BSorts& s) {
    return (keep(s.present, all(t.kind_present)) | keep(s.protnone, all(t.kind_protnone))) |
           (keep(s.swapped, all(t.sort_swap)) | keep(s.pfn_type, all(t.sort_pfn)));
}
PTE_LANES BM has(B properties, const Lookup& bit) { return equal(properties & all(bit), all(bit)); }
PTE_LANES B place_of(const Planes& t, B type) { return keep(greater(type, all(t.first)), type); }

/** What the word says by itself: the high byte of the flags. `y` is the word no longer inverted. */
PTE_LANES B says_of(const Planes& t, const BSorts& s, const B (&b)[8], const B (&y)[8], B place, B properties) {
    const B low0 = low_half(t, b[0]), high0 = high_half(t, b[0]);
    const B below =
        (look(t.says_mapped[0][0], low0) | look(t.says_mapped[0][1], high0)) | look(t.says_mapped[1][0], low_half(t, b[1]));
    const B above = look(t.says_mapped[6][1], high_half(t, b[6])) |
                    (look(t.says_mapped[7][0], low_half(t, b[7])) | look(t.says_mapped[7][1], high_half(t, b[7])));
    const B swap = (look(t.says_swap[0], low0) | look(t.says_swap[1], high0)) | (right(properties, 4) & all(t.write));

    B says = keep(either(s.present, s.protnone), below | above) | keep(s.swapped, swap);
    const auto where = [&](BM sorts, B bits, B wanted, const Lookup& flag) {
        says = says | keep(but_not(sorts, none(bits, wanted)), all(flag));
    };
    const BM mig = both(s.swapped, has(properties, t.mig)), mark = both(s.swapped, has(properties, t.mark));
    const auto of_migration = [&](const Lookup(&bits)[2]) { return (y[5] & all(bits[0])) | (y[6] & all(bits[1])); };
    const B young = of_migration(t.mig_young), dirty = of_migration(t.mig_dirty);
    where(mig, young, young, t.young);
    where(mig, dirty, dirty, t.dirty);
    where(mark, y[1], all(t.marker), t.uffd_wp);
    B strange = ((y[2] | y[3]) | y[4]) & look(t.strange[middle], place);
    for (unsigned i : {0, 1, 5, 6, 7}) strange = strange | (y[i] & look(t.strange[i], place));
    where(s.swapped, strange, strange, t.unexplained);
    return says;
}

PTE_LANES B shifted_right(const Planes& t, B v, B next) {
    return (right(v, t.above_shift) & all(t.keep)) | (left(next, 8 - t.above_shift) & all(t.drop));
}

/** The middle bytes of the flags: what a mapped entry holds beside its page frame number, or an offset above one. */
PTE_LANES void middle_of(const Planes& t, const BSorts& s, const B (&b)[8], const B (&y)[8], B& r1, B& r2) {
    r1 = keep_not(s.swapped, (b[1] & all(t.half)) | (b[6] & all(t.high)));
    r2 = keep_not(s.swapped, b[7]);
    if (!t.has_above) return;
    const B a0 = t.above_byte ? shifted_right(t, y[6], y[7]) : shifted_right(t, y[5], y[6]);
    const B a1 = t.above_byte ? shifted_right(t, y[7], nothing()) : shifted_right(t, y[6], y[7]);
    r1 = r1 | keep(s.pfn_type, a0 & all(t.above[0]));
    r2 = r2 | keep(s.pfn_type, a1 & all(t.above[1]));
}

PTE_LANES void store_flags(u32* to, B r0, B r1, B r2, B r3) {
    const B low[2] = {low8(r0, r1), high8(r0, r1)}, high[2] = {low8(r2, r3), high8(r2, r3)};
    for (int i = 0; i < 4; ++i) {
        const B v = i & 1 ? high16(low[i / 2], high[i / 2]) : low16(low[i / 2], high[i / 2]);
        store(to + 2 * in_register * std::size_t(i), pairs_of_plane(v));
    }
}
PTE_LANES void load_flags(const u32* from, B (&r)[4]) {
    const __m128i each = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    B f[4];
    for (int i = 0; i < 4; ++i) f[i] = moved(pairs_of_words(load(from + 2 * in_register * std::size_t(i))), each);
    const B low[2] = {low32(f[0], f[1]), low32(f[2], f[3])}, high[2] = {high32(f[0], f[1]), high32(f[2], f[3])};
    r[0] = low64(low[0], low[1]), r[1] = high64(low[0], low[1]);
    r[2] = low64(high[0], high[1]), r[3] = high64(high[0], high[1]);
}

PTE_LANES void decode_block(const Planes& t, const u64* words, const Columns& out, std::size_t at) {
    B b[8];
    for (std::size_t i = 0; i < 8; ++i) b[i] = paired(load(words + at + in_register * i));
    transpose(b);

    const BM present_not = none(b[0], all(t.present)), unmapped = both(present_not, none(b[1], all(t.protnone)));
    const B filled = (b[0] & all(t.filled)) | but_first(b);
    const B type = right(b[7], rows::swp_type.lo - 56) & all(t.types), place = place_of(t, type);
    const B properties = look(t.properties, place);
    BSorts s;
    s.swapped = but_not(unmapped, none(filled, filled));
    s.protnone = but_not(present_not, unmapped);
    s.present = others(present_not);
    s.pfn_type = both(s.swapped, has(properties, t.pfn));
    const B sort = sort_of(t, s);

    // L1TF: page frame number and offset are stored inverted. What else is inverted here nobody asks for.
    const BM inverted = either(s.swapped, s.protnone);
    B y[8], x[8];
    x[0] = look(t.shift, sort), y[0] = b[0];
    for (int i = 1; i < 8; ++i) y[i] = flip(inverted, b[i]);
    const B whole = look(t.payload[middle], sort);
    for (unsigned i = 1; i < 8; ++i) x[i] = y[i] & (is_middle(i) ? whole : look(t.payload[i], sort));

    B r1, r2;
    middle_of(t, s, b, y, r1, r2);
    const B mapped = keep(s.present, all(t.kind_present)) | keep(s.protnone, all(t.kind_protnone));
    store_plane(out.kind + at, mapped | keep(s.swapped, properties & all(t.kinds)));
    store_plane(out.type + at, keep(s.swapped, type));
    store_flags(out.flags + at, b[0], r1, r2, says_of(t, s, b, y, place, properties));

    transpose(x);
    for (std::size_t i = 0; i < 8; ++i) {
        const B word = unpaired(x[i]);
        store(out.payload + at + in_register * i, right_words(word, first_byte(word)));
    }
}

/** Puts the offset above a page frame number back in its place, inverted as all of the offset is. */
PTE_LANES void put_above(const Planes& t, const BSorts& s, B r1, B r2, B (&x)[8]) {
    const auto up = [&](B v) { return without(left(v, t.above_shift), all(t.under)); };
    const auto down = [&](B v) { return right(v, 8 - t.above_shift) & all(t.under); };
    const B a[3] = {up(r1), down(r1) | up(r2), down(r2)};
    for (int i = 0; i < 3; ++i) {
        const B from_fifth = t.above_byte ? (i == 0 ? nothing() : a[i - 1]) : a[i];
        x[5 + i] = x[5 + i] | keep(s.pfn_type, from_fifth ^ all(t.beyond[i]));
    }
}

/** False where a row is wrong; then no word is written. */
PTE_LANES bool encode_block(const Planes& t, const ConstColumns& in, std::size_t at, u64* words) {
    const B kind = load_plane(in.kind + at), type = load_plane(in.type + at);
    B r[4];
    load_flags(in.flags + at, r);

    const B place = place_of(t, type), properties = look(t.properties, place);
    BSorts s;
    s.present = equal(kind, all(t.kind_present)), s.protnone = equal(kind, all(t.kind_protnone));
    s.swapped = others(either(either(s.present, s.protnone), none(kind, kind)));
    s.pfn_type = both(s.swapped, has(properties, t.pfn));
    const B sort = sort_of(t, s);

    B wrong = without(type, keep(s.swapped, all(t.types))) | keep(s.swapped, kind ^ (properties & all(t.kinds)));
    for (int i = 0; i < 3; ++i) wrong = wrong | (r[i] & look(t.wrong[i], sort));
    wrong = (wrong | without(keep(s.present, all(t.present)), r[0])) | without(keep(s.protnone, all(t.protnone)), r[1]);
    wrong = wrong | (r[3] & all(t.enc));

    alignas(line) u8 shift[block];
    store(shift, look(t.shift_by_kind, load(in.kind + at)));
    B x[8], payloads = nothing();
    for (std::size_t i = 0; i < 8; ++i) {
        const B payload = load(in.payload + at + in_register * i);
        payloads = payloads | payload;
        x[i] = paired(left_words(payload, load_per_word(shift + in_register * i)));
    }
    wrong = wrong | past(payloads, 64 - raw_below);
    transpose(x);
    wrong = wrong | x[0];
    const BM inverted = either(s.swapped, s.protnone);
    const B whole = look(t.payload[middle], sort);
    for (unsigned i = 1; i < 8; ++i) {
        const B payload = is_middle(i) ? whole : look(t.payload[i], sort);
        wrong = wrong | without(x[i], payload);
        x[i] = x[i] ^ keep(inverted, payload);
    }
    if (t.has_above) put_above(t, s, r[1], r[2], x);
    const B r1 = keep_not(s.swapped, r[1]);
    x[0] = r[0];
    x[1] = x[1] | (r1 & all(t.half));
    x[6] = x[6] | (r1 & all(t.high));
    x[7] = x[7] | (keep_not(s.swapped, r[2]) | keep(s.swapped, left(type, rows::swp_type.lo - 56) & all(t.type_bits)));

    const B filled = (x[0] & all(t.filled)) | but_first(x);
    wrong = wrong | keep(both(s.swapped, none(filled, filled)), all(t.types));  // it would be an empty entry
    if (!zero(wrong)) return false;

    transpose(x);
    for (std::size_t i = 0; i < 8; ++i) store(words + at + in_register * i, unpaired(x[i]));
    return true;
}
/** Decodes whole blocks; returns how many words these are. */
PTE_LANES std::size_t decode_blocks(const Planes& t, std::size_t n, const u64* words, const Columns& out) {
    std::size_t i = 0;
    for (; n - i >= block; i += block) decode_block(t, words, out, i);
    return i;
}

/** Encodes whole blocks up to one where something is wrong; returns how many words these are. */
PTE_LANES std::size_t encode_blocks(const Planes& t, std::size_t n, const ConstColumns& in, u64* words) {
    std::size_t i = 0;
    while (n - i >= block && encode_block(t, in, i, words)) i += block;
    return i;
}

std::size_t decode_planes(const Planes& planes, std::size_t n, const u64* words, const Columns& out) noexcept {
    const Planes t = planes;  // a copy that no store can alias
    return decode_blocks(t, n, words, out);
}
std::size_t encode_planes(const Planes& planes, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    const Planes t = planes;
    return encode_blocks(t, n, in, words);
}

/** As decode_all() and encode_all(), by planes for all but the end of an array where that is worth making them. */
std::size_t decode_best(const Layout& layout, const Plan& plan, std::size_t n, const u64* words, const Columns& out) noexcept {
    if (n < worth_planes) return decode_some(plan, 0, n, words, out);
    const Planes t = planes_of(layout, plan);
    return decode_some(plan, t.fits ? decode_planes(t, n, words, out) : 0, n, words, out);
}
std::size_t encode_best(const Layout& layout, const Plan& plan, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    if (n < worth_planes) return encode_some(plan, 0, n, in, words);
    const Planes t = planes_of(layout, plan);
    return encode_some(plan, t.fits ? encode_planes(t, n, in, words) : 0, n, in, words);
}
