/** C for mappings that go elsewhere, or get a neighbour. */

/** mremap() to addresses that nothing is near. */
export const moveMapping = `
static void move_mapping(void) {
    static uintptr_t to = 0x680000000000;
    char *const got = mremap(whole, span, span, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)(to += 0x40000000));
    if (got == MAP_FAILED) check(-1);
    else at = got + (at - whole), whole = got;
}
`;

/** A new mapping of the same beside it. */
export const mapNext = `
static void map_next(int how) {
    static size_t beside;
    beside += span;
    if (backing >= 0) check(ftruncate(backing, (off_t)(beside + span)));
    map_at(whole + beside, how, (off_t)beside);
}
`;

/** UFFDIO_MOVE to the other half of what is mapped. */
export const uffdMove = `
/* Both halves are one mapping; the page is in one of them. */
static void uffd_move(size_t bytes) {
    char *const to = at == whole ? whole + bytes : whole;
    struct uffd_from request = {(uintptr_t)to, (uintptr_t)at, bytes, 0, 0};
    if (!uffd_ready(MISSING)) return;
    check(ioctl(uffd, UFFD_MOVE, &request));
    if (!shared->error) at = to;
}
`;
