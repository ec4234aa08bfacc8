// 32 words at a time, in eight registers with one byte of each word. Rows and words are what codec-inl.hpp says, and a test
// proves it; what it costs is this second form, and what it brings stands in bench/.

using B = __m256i;
inline constexpr std::size_t block = 32;

PTE_LANES B all(const Lookup& table) { return _mm256_load_si256((const B*)table.at); }
PTE_LANES B look(const Lookup& table, B place) { return _mm256_shuffle_epi8(all(table), place); }
PTE_LANES B zeros(B v) { return _mm256_cmpeq_epi8(v, _mm256_setzero_si256()); }
PTE_LANES B operator_and(B a, B b) { return _mm256_and_si256(a, b); }
/** A flag where any of the bits is set. */
PTE_LANES B flagged(B bits, const Lookup& flag) { return _mm256_andnot_si256(zeros(bits), all(flag)); }

/** Eight rows of eight 16-bit units in each half of the registers, columns to rows; its own inverse. */
PTE_LANES void transpose(B (&a)[8]) {
    const B b[8] = {_mm256_unpacklo_epi16(a[0], a[1]), _mm256_unpackhi_epi16(a[0], a[1]), _mm256_unpacklo_epi16(a[2], a[3]),
                    _mm256_unpackhi_epi16(a[2], a[3]), _mm256_unpacklo_epi16(a[4], a[5]), _mm256_unpackhi_epi16(a[4], a[5]),
                    _mm256_unpacklo_epi16(a[6], a[7]), _mm256_unpackhi_epi16(a[6], a[7])};
    const B c[8] = {_mm256_unpacklo_epi32(b[0], b[2]), _mm256_unpackhi_epi32(b[0], b[2]), _mm256_unpacklo_epi32(b[1], b[3]),
                    _mm256_unpackhi_epi32(b[1], b[3]), _mm256_unpacklo_epi32(b[4], b[6]), _mm256_unpackhi_epi32(b[4], b[6]),
                    _mm256_unpacklo_epi32(b[5], b[7]), _mm256_unpackhi_epi32(b[5], b[7])};
    for (int i = 0; i < 4; ++i) {
        a[2 * i] = _mm256_unpacklo_epi64(c[i], c[i + 4]);
        a[2 * i + 1] = _mm256_unpackhi_epi64(c[i], c[i + 4]);
    }
}

/** Two words a half: the bytes of the second beside those of the first. */
PTE_LANES B paired(B v) {
    return _mm256_shuffle_epi8(v, _mm256_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
}
PTE_LANES B unpaired(B v) {
    return _mm256_shuffle_epi8(v, _mm256_setr_epi8(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15));
}

/**
 * Four words of a register stay together, so the bytes of words 0, 1, 4, 5, ... are in one half of a plane and those of words
 * 2, 3, 6, 7, ... in the other. A plane in the order of the words:
 */
PTE_LANES void store_plane(u8* to, B plane) {
    const __m128i even = _mm256_castsi256_si128(plane), odd = _mm256_extracti128_si256(plane, 1);
    _mm_storeu_si128((__m128i*)to, _mm_unpacklo_epi16(even, odd));
    _mm_storeu_si128((__m128i*)(to + 16), _mm_unpackhi_epi16(even, odd));
}

PTE_LANES B shifted_right(B v, B next, __m128i by, __m128i rest, const Planes& t) {
    return _mm256_or_si256(operator_and(_mm256_srl_epi16(v, by), all(t.keep)), operator_and(_mm256_sll_epi16(next, rest), all(t.drop)));
}

PTE_LANES void decode_block(const Planes& t, const u64* words, const Columns& out, std::size_t at) {
    B b[8];
    for (int i = 0; i < 8; ++i) b[i] = paired(_mm256_loadu_si256((const B*)(words + at + 4 * i)));
    transpose(b);

    const B present_not = zeros(operator_and(b[0], all(t.present))), protnone_not = zeros(operator_and(b[1], all(t.protnone)));
    const B rest = _mm256_or_si256(_mm256_or_si256(_mm256_or_si256(b[1], b[2]), _mm256_or_si256(b[3], b[4])), _mm256_or_si256(_mm256_or_si256(b[5], b[6]), b[7]));
    const B empty = zeros(_mm256_or_si256(operator_and(b[0], all(t.filled)), rest));
    const B unmapped = operator_and(present_not, protnone_not), swapped = _mm256_andnot_si256(empty, unmapped);
    const B protnone = _mm256_andnot_si256(protnone_not, present_not);

    const B type = operator_and(_mm256_srli_epi16(b[7], rows::swp_type.lo - 56), all(t.types));
    const B place = operator_and(type, _mm256_cmpgt_epi8(type, all(t.first)));
    const B props = look(t.properties, place);
    const auto is = [&](const Lookup& bit) { return operator_and(swapped, _mm256_cmpeq_epi8(operator_and(props, all(bit)), all(bit))); };
    const B pfn_type = is(t.pfn), mig = is(t.mig), mark = is(t.mark);
    // Sort: present 1, PROT_NONE 2, swap 3, and 1 more with a page frame number
    const B sort = _mm256_or_si256(_mm256_andnot_si256(present_not, all(t.kind_present)),
                                   _mm256_or_si256(operator_and(protnone, all(t.kind_protnone)),
                                                   _mm256_sub_epi8(operator_and(swapped, all(t.sort_swap)), pfn_type)));

    // L1TF: page frame number and offset are stored inverted. What else is inverted here nobody asks for.
    const B inverted = _mm256_or_si256(swapped, protnone);
    B y[8], x[8];
    x[0] = look(t.shift, sort);
    y[0] = b[0];
    for (int i = 1; i < 8; ++i) {
        y[i] = _mm256_xor_si256(b[i], inverted);
        x[i] = operator_and(y[i], look(t.payload[i], sort));
    }

    const auto low_half = [&t](B v) { return operator_and(v, all(t.half)); };
    const auto high_half = [&t](B v) { return operator_and(_mm256_srli_epi16(v, 4), all(t.half)); };
    const auto either = [](B a, B b) { return _mm256_or_si256(a, b); };
    const B low0 = low_half(b[0]), high0 = high_half(b[0]);
    const B of_swap = either(look(t.says_swap[0], low0), look(t.says_swap[1], high0));
    B of_mapped = either(look(t.says_mapped[0][0], low0), look(t.says_mapped[0][1], high0));
    for (int i : {1, 7}) of_mapped = either(of_mapped, either(look(t.says_mapped[i][0], low_half(b[i])), look(t.says_mapped[i][1], high_half(b[i]))));
    of_mapped = either(of_mapped, look(t.says_mapped[6][1], high_half(b[6])));
    B says = either(_mm256_andnot_si256(unmapped, of_mapped), operator_and(swapped, of_swap));
    says = either(says, operator_and(operator_and(swapped, _mm256_srli_epi16(props, 4)), all(t.write)));
    const auto where = [&](B sorts, B bits, const Lookup& flag) { says = either(says, operator_and(sorts, flagged(bits, flag))); };
    where(mig, either(operator_and(y[5], all(t.mig_young[0])), operator_and(y[6], all(t.mig_young[1]))), t.young);
    where(mig, either(operator_and(y[5], all(t.mig_dirty[0])), operator_and(y[6], all(t.mig_dirty[1]))), t.dirty);
    where(mark, operator_and(y[1], all(t.marker)), t.uffd_wp);
    B strange = operator_and(y[0], look(t.strange[0], place));
    for (int i = 1; i < 8; ++i) strange = either(strange, operator_and(y[i], look(t.strange[i], place)));
    where(swapped, strange, t.unexplained);

    B r1 = _mm256_andnot_si256(swapped, _mm256_or_si256(operator_and(b[1], all(t.half)), operator_and(b[6], all(t.high))));
    B r2 = _mm256_andnot_si256(swapped, b[7]);
    if (t.has_above) {
        const __m128i by = _mm_cvtsi32_si128(int(t.above_shift)), left = _mm_cvtsi32_si128(int(8 - t.above_shift));
        const B zero = _mm256_setzero_si256();
        const B a0 = t.above_byte ? shifted_right(y[6], y[7], by, left, t) : shifted_right(y[5], y[6], by, left, t);
        const B a1 = t.above_byte ? shifted_right(y[7], zero, by, left, t) : shifted_right(y[6], y[7], by, left, t);
        r1 = _mm256_or_si256(r1, operator_and(pfn_type, operator_and(a0, all(t.above[0]))));
        r2 = _mm256_or_si256(r2, operator_and(pfn_type, operator_and(a1, all(t.above[1]))));
    }

    const B kind = _mm256_or_si256(_mm256_andnot_si256(present_not, all(t.kind_present)),
                                   _mm256_or_si256(operator_and(protnone, all(t.kind_protnone)), operator_and(swapped, operator_and(props, all(t.kinds)))));
    store_plane(out.kind + at, kind);
    store_plane(out.type + at, operator_and(type, swapped));

    const B low[2] = {_mm256_unpacklo_epi8(b[0], r1), _mm256_unpackhi_epi8(b[0], r1)};
    const B high[2] = {_mm256_unpacklo_epi8(r2, says), _mm256_unpackhi_epi8(r2, says)};
    for (int i = 0; i < 4; ++i) {
        const B eight = i & 1 ? _mm256_unpackhi_epi16(low[i / 2], high[i / 2]) : _mm256_unpacklo_epi16(low[i / 2], high[i / 2]);
        _mm256_storeu_si256((B*)(out.flags + at + 8 * i), _mm256_permute4x64_epi64(eight, 0xd8));
    }

    transpose(x);
    for (int i = 0; i < 8; ++i) {
        const B word = unpaired(x[i]);
        const B shift = operator_and(word, _mm256_set1_epi64x(0xff));
        _mm256_storeu_si256((B*)(out.payload + at + 4 * i), _mm256_srlv_epi64(word, shift));
    }
}

PTE_LANES B load_plane(const u8* from) {
    const B units = _mm256_shuffle_epi8(_mm256_loadu_si256((const B*)from), _mm256_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15, 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15));
    return _mm256_permute4x64_epi64(units, 0xd8);
}

/** The four bytes of the flags as planes. */
PTE_LANES void load_flag_planes(const u32* from, B (&r)[4]) {
    const B each = _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    B f[4];
    for (int i = 0; i < 4; ++i)
        f[i] = _mm256_shuffle_epi8(_mm256_permute4x64_epi64(_mm256_loadu_si256((const B*)(from + 8 * i)), 0xd8), each);
    const B low[2] = {_mm256_unpacklo_epi32(f[0], f[1]), _mm256_unpacklo_epi32(f[2], f[3])};
    const B high[2] = {_mm256_unpackhi_epi32(f[0], f[1]), _mm256_unpackhi_epi32(f[2], f[3])};
    r[0] = _mm256_unpacklo_epi64(low[0], low[1]), r[1] = _mm256_unpackhi_epi64(low[0], low[1]);
    r[2] = _mm256_unpacklo_epi64(high[0], high[1]), r[3] = _mm256_unpackhi_epi64(high[0], high[1]);
}

/** False where a row is wrong; then no word is written. */
PTE_LANES bool encode_block(const Planes& t, const ConstColumns& in, std::size_t at, u64* words) {
    const auto either = [](B a, B b) { return _mm256_or_si256(a, b); };
    const B kind = load_plane(in.kind + at), type = load_plane(in.type + at);
    B r[4];
    load_flag_planes(in.flags + at, r);

    const B present = _mm256_cmpeq_epi8(kind, all(t.kind_present)), protnone = _mm256_cmpeq_epi8(kind, all(t.kind_protnone));
    const B unswapped = either(either(present, protnone), zeros(kind)), swapped = _mm256_xor_si256(unswapped, _mm256_set1_epi8(-1));
    const B place = operator_and(type, _mm256_cmpgt_epi8(type, all(t.first))), props = look(t.properties, place);
    const B pfn_type = operator_and(swapped, _mm256_cmpeq_epi8(operator_and(props, all(t.pfn)), all(t.pfn)));
    const B sort = either(operator_and(present, all(t.kind_present)),
                          either(operator_and(protnone, all(t.kind_protnone)), _mm256_sub_epi8(operator_and(swapped, all(t.sort_swap)), pfn_type)));

    B wrong = _mm256_andnot_si256(operator_and(swapped, all(t.types)), type);
    wrong = either(wrong, operator_and(swapped, _mm256_xor_si256(kind, operator_and(props, all(t.kinds)))));
    for (int i = 0; i < 3; ++i) wrong = either(wrong, operator_and(r[i], look(t.wrong[i], sort)));
    for (int i = 0; i < 2; ++i) wrong = either(wrong, _mm256_andnot_si256(r[i], look(t.needed[i], sort)));
    wrong = either(wrong, operator_and(r[3], all(t.enc)));

    alignas(32) u8 shift[block];
    store_plane(shift, look(t.shift, sort));
    B x[8], high = _mm256_setzero_si256();
    for (int i = 0; i < 8; ++i) {
        int four;
        std::memcpy(&four, shift + 4 * i, sizeof four);
        const B payload = _mm256_loadu_si256((const B*)(in.payload + at + 4 * i));
        high = either(high, payload);
        x[i] = paired(_mm256_sllv_epi64(payload, _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four))));
    }
    wrong = either(wrong, _mm256_srli_epi64(high, 52));
    transpose(x);
    wrong = either(wrong, x[0]);
    for (int i = 1; i < 8; ++i) wrong = either(wrong, _mm256_andnot_si256(look(t.payload[i], sort), x[i]));

    if (t.has_above) {
        const __m128i by = _mm_cvtsi32_si128(int(t.above_shift)), rest = _mm_cvtsi32_si128(int(8 - t.above_shift));
        const B a = operator_and(r[1], pfn_type), b = operator_and(r[2], pfn_type);
        const auto up = [&](B v) { return _mm256_andnot_si256(all(t.under), _mm256_sll_epi16(v, by)); };
        const auto down = [&](B v) { return operator_and(all(t.under), _mm256_srl_epi16(v, rest)); };
        const B first = up(a), second = either(down(a), up(b)), third = down(b);
        if (t.above_byte) {
            x[6] = either(x[6], first), x[7] = either(x[7], second);
        } else {
            x[5] = either(x[5], first), x[6] = either(x[6], second), x[7] = either(x[7], third);
        }
    }
    for (int i = 1; i < 8; ++i) x[i] = _mm256_xor_si256(x[i], look(t.inverted[i], sort));
    const B r1 = operator_and(unswapped, r[1]);
    x[0] = r[0];
    x[1] = either(x[1], operator_and(r1, all(t.half)));
    x[6] = either(x[6], operator_and(r1, all(t.high)));
    x[7] = either(x[7], either(operator_and(unswapped, r[2]), operator_and(swapped, operator_and(_mm256_slli_epi16(type, rows::swp_type.lo - 56), all(t.type_bits)))));

    const B rest = either(either(either(x[1], x[2]), either(x[3], x[4])), either(either(x[5], x[6]), x[7]));
    wrong = either(wrong, operator_and(swapped, zeros(either(operator_and(x[0], all(t.filled)), rest))));
    if (!_mm256_testz_si256(wrong, wrong)) return false;

    transpose(x);
    for (int i = 0; i < 8; ++i) _mm256_storeu_si256((B*)(words + at + 4 * i), unpaired(x[i]));
    return true;
}

std::size_t decode_planes(const Planes& planes, std::size_t n, const u64* words, const Columns& out) noexcept {
    const Planes t = planes;
    std::size_t i = 0;
    for (; n - i >= block; i += block) decode_block(t, words, out, i);
    return i;
}

std::size_t encode_planes(const Planes& planes, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    const Planes t = planes;
    std::size_t i = 0;
    while (n - i >= block && encode_block(t, in, i, words)) i += block;
    return i;
}

/** As decode_all() and encode_all(), with planes for all but the end of an array where that is worth making them. */
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
