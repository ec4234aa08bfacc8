/** C of the process that gives the orders, and says how what it sees agrees with the model. */

/** The order of things, one step after the other. */
export const driving = String.raw`
static char why[256];
static int end_all(int status) {
    for (int i = 0; i < MOST; i++)
        if (shared && shared->pid[i]) kill(shared->pid[i], SIGKILL);
    if (shared && shared->filler) kill(shared->filler, SIGKILL);
    while (wait(NULL) > 0) continue;
    LEAVE;
    if (status == 77) printf("cannot be said here: %s\n", why);
    if (status == 1) printf("the kernel did otherwise: %s\n", why);
    if (status == 0) printf("the kernel did the same\n");
    fflush(stdout);
    return status;
}
static int cannot(const char *reason) {
    snprintf(why, sizeof why, "%s", reason);
    return end_all(77);
}
/* A process that was killed has its memory until it is gone. */
static void end_process(int who) {
    char path[64];
    uint64_t word;
    snprintf(path, sizeof path, "/proc/%d/pagemap", (int)shared->pid[who]);
    kill(shared->pid[who], SIGKILL);
    for (int i = 0; i < 500; i++) {
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        const ssize_t got = fd < 0 ? 0 : pread(fd, &word, sizeof word, 0);
        if (fd >= 0) close(fd);
        if (got <= 0) break;
        usleep(10000);
    }
    waitpid(shared->pid[who], NULL, WNOHANG);
    shared->pid[who] = 0;
}
/* False if it does not come back. */
static int order(int step) {
    const unsigned char number = (unsigned char)step;
    unsigned char done;
    struct pollfd waiting = {answers[0], POLLIN, 0};
    if (write(orders[steps[step].process][1], &number, 1) != 1) return 0;
    return poll(&waiting, 1, steps[step].ending == NEVER ? 5000 : 60000) > 0 && read(answers[0], &done, 1) == 1;
}
static const char *got(char *text, int back) {
    if (!back) return "it does not return";
    if (shared->trapped) return "a message to userfaultfd";
    if (shared->signal) return shared->signal == SIGSEGV ? "SIGSEGV" : "SIGBUS";
    if (shared->error) return sprintf(text, "errno %d, %s", shared->error, strerror(shared->error)), text;
    return "done";
}
static const char *wanted(char *text, const struct step *step) {
    switch (step->ending) {
        case TRAPPED: return "a message to userfaultfd";
        case NEVER: return "it does not return";
        case SIGNAL: return step->code == SIGSEGV ? "SIGSEGV" : "SIGBUS";
        case ERROR: return sprintf(text, "errno %d, %s", step->code, strerror(step->code)), text;
        default: return "done";
    }
}
static int as_expected(const struct step *step, int back) {
    if (!back) return step->ending == NEVER;
    switch (step->ending) {
        case DONE: return !shared->trapped && !shared->signal && !shared->error;
        case ANY: return 1;
        case TRAPPED: return shared->trapped;
        case NEVER: return 0;
        case SIGNAL: return shared->signal == step->code;
        case ERROR: return shared->error == step->code;
    }
    return 0;
}
/* Fresh memory is soft-dirty where the kernel tracks that at all. */
static int tracks_soft_dirty(void) {
    char *const fresh = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) return 0;
    *fresh = 1;
    const int is = entry_of(getpid(), fresh) >> 55 & 1;
    munmap(fresh, PAGE);
    return is;
}
static int perform(int number) {
    const struct step *const step = &steps[number];
    char one[96], other[96];
    int back = 1, failed = 0;
    shared->error = shared->signal = shared->trapped = 0, shared->undone = NULL;
    if (step->ends) end_process(step->ends - 1);
    if (step->call) back = order(number);
    printf("%2d  %-24s ", number, step->says);
    if (back && shared->undone && step->ending != ANY && (step->ending != ERROR || shared->error != step->code)) {
        snprintf(why, sizeof why, "step %d, %s: %s", number, step->says, (const char *)shared->undone);
        printf("\n");
        return 77;
    }
    const char *const result = got(one, back);
    if (strcmp(result, "done")) printf("%s; ", result);
    if (!as_expected(step, back)) {
        const char *const expected = wanted(other, step);
        printf("BUT THE MODEL SAYS: %s\n", expected);
        snprintf(why, sizeof why, "step %d, %s: expected %s, got %s", number, step->says, expected, result);
        return 1;
    }
    if (back && step->written >= 0) printf("PAGEMAP_SCAN says %s; ", shared->written ? "written" : "not written");
    if (back && step->written >= 0 && step->written != shared->written) failed = 2;
    if (back && step->asleep >= 0) {
        const int asleep = shared->asleep[step->process];
        printf("%s; ", asleep ? "a thread sleeps" : "no thread sleeps");
        if (step->asleep != asleep) failed = 3;
    }
    if (back) look(number, &failed);
    printf("\n");
    if (failed)
        snprintf(why, sizeof why, "step %d, %s: expected what stands there, got another %s", number, step->says,
                 failed == 3 ? "thread that sleeps, or none" : failed == 2 ? "category of PAGEMAP_SCAN" : "entry");
    if (failed && shared->unsure) snprintf(why, sizeof why, "step %d, %s: %s", number, step->says, (const char *)shared->unsure);
    return failed && shared->unsure ? 77 : failed != 0;
}

int main(void) {
    struct utsname names_of;
    setvbuf(stdout, NULL, _IOLBF, 0);
    uname(&names_of);
    printf("%s, as Linux %s does it by the model; this is %s\n", script, model_of, names_of.release);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return shared = NULL, cannot("no shared memory");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    cpu_set_t one; /* so that nothing waits in the lists of another processor */
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    for (int i = 0; i < MOST; i++)
        if (pipe(orders[i])) return cannot("no pipes");
    if (pipe(answers)) return cannot("no pipes");
    hear_signals();
    length = LENGTH, span = SPAN;
    if (MASK >> 55 & 1 && !tracks_soft_dirty()) return cannot("this kernel does not track soft-dirty pages");
    if (NEEDS_SWAP && !HAS_SWAP) return cannot("no swap is in use");
    ENTER;
    FILL;
    const char *const lacks = make_backing();
    if (lacks) return cannot(lacks);
    for (int i = 0; i < MOST; i++)
        if (FIRST_PROCESSES >> i & 1) start(i);
    for (int i = 0; i < STEPS; i++) {
        const int failed = perform(i);
        if (failed) return end_all(failed);
    }
    return end_all(0);
}
`;
