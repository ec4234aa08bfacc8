/** C for processes that each do their lines, and wait for orders in between. */

/** A process does a step, says so, and waits for the next order. */
export const processes = `
static int orders[MOST][2], answers[2];
/* Lists that a processor keeps of new pages hold them, and a kernel that counts references copies such a page: advice empties them. */
static void empty_lists(void) {
    static char *other;
    if (!other) other = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(other, PAGE, 20); /* MADV_COLD: lru_add_drain() */
}
static void serve(int who) {
    unsigned char order;
    me = who, task = pthread_self();
    alarm(900);
    shared->at[me] = at, shared->pid[me] = getpid();
    while (read(orders[me][0], &order, 1) == 1) {
        steps[order].call();
        AFTER_EACH;
        shared->at[me] = at;
        empty_lists();
        if (write(answers[1], &order, 1) != 1) break;
    }
    _exit(0);
}
static void start(int who) {
    const pid_t pid = fork();
    if (!pid) serve(who);
    while (pid > 0 && !shared->pid[who]) usleep(1000);
}
`;

/** fork() in one of them. */
export const forking = (inChild: string): string => `
static void serve(int who);
static void have_child(int who) {
    shared->forker = getpid();
    const pid_t pid = fork();
    if (pid < 0) return check(-1);
    if (!pid) {
        ${inChild}serve(who);
    }
    while (!shared->pid[who]) usleep(1000);
}
`;
