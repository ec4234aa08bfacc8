/** C of the table of steps, and of looking at every entry after each of them. */

/** What a table of steps is made of. */
export const tables = `
enum ending { DONE, ANY, TRAPPED, NEVER, SIGNAL, ERROR };
enum place { NO_PLACE, FRAME, SLOT, EXACT, TYPE };
struct entry { int step, process, page; uint64_t bits; enum place kind; uint64_t number; };
struct step { const char *says; int process; void (*call)(void); int ends; enum ending ending; int code, written, asleep; };
`;

/** Reading, comparing and telling. */
export const looking = `
static const uint64_t frame_bits = (1ull << 55) - 1;
static uint64_t where_is[2][64]; /* the frames and slots of the model on this machine */
static const struct { int bit; const char *name; } names[] = {
    {63, "present"}, {62, "swap"}, {61, "file"}, {58, "guard"}, {57, "uffd-wp"}, {56, "exclusive"}, {55, "soft-dirty"}};

static void say(uint64_t bits, const char *rest) {
    int some = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bits >> names[i].bit & 1) printf("%s%s", some++ ? " " : "", names[i].name);
    printf("%s%s", some ? rest : "nothing", some ? "" : rest);
}
/* A page keeps its number for as long as the model says that it is the same, and different pages have different ones. */
static int same_place(const struct entry *all, size_t count, const struct entry *one, const uint64_t *words) {
    const uint64_t word = words[one - all] & frame_bits;
    if (one->kind == NO_PLACE || !word) return 1; /* nothing, or hidden from who is not root */
    if (one->kind == EXACT) return word == one->number;
    if (one->kind == TYPE) return (word & 31) == one->number;
    uint64_t *const known = &where_is[one->kind == SLOT][one->number % 64];
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == one->kind && (all[i].number == one->number) != ((words[i] & frame_bits) == word)) return 0;
    if (!*known) *known = word;
    return *known == word;
}
static void say_place(const struct entry *one) {
    if (one->kind == FRAME) printf(", page %d", (int)one->number);
    if (one->kind == SLOT) printf(", slot %d", (int)one->number);
    if (one->kind == TYPE) printf(", type %d", (int)one->number);
    if (one->kind == EXACT) printf(", number %#llx", (unsigned long long)one->number);
}
/* Whether all entries are as the model says after a step. */
static int look(int step, int *failed) {
    uint64_t words[MOST * 4];
    size_t first = 0, count = 0;
    while (first < ENTRIES && model[first].step < step) first++;
    while (first + count < ENTRIES && model[first + count].step == step) count++;
    const struct entry *const all = model + first;
    for (size_t i = 0; i < count; i++)
        words[i] = entry_of(shared->pid[all[i].process], shared->at[all[i].process] + all[i].page * PAGE);
    for (size_t i = 0; i < count; i++) {
        const int bits = (words[i] & MASK) == all[i].bits, place = !bits || same_place(all, count, all + i, words);
        printf("%s%c%d: ", i ? "; " : "", 'A' + all[i].process, all[i].page);
        say(words[i] & MASK, "");
        if (bits && place) say_place(all + i);
        else if (bits) printf(", another page (%#llx)", (unsigned long long)(words[i] & frame_bits));
        if (bits && place) continue;
        printf("  BUT THE MODEL SAYS: ");
        say(all[i].bits, ""), say_place(all + i);
        if (!*failed) *failed = 1;
    }
    return !*failed;
}
`;
