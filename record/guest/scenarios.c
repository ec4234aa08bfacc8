// All scripted lives.
#include "scenarios.h"

#include "lives.h"
#include "pages.h"
#include "rare.h"
#include "traps.h"

void scenarios(void) {
    survive_signals();
    anon();
    file("file-private", FILE_PRIVATE);
    file("file-shared", FILE_SHARED);
    swap();
    forked();
    migrate();
    softdirty();
    traps();
    guard();
    thp();
    pkeys();
    hwpoison();
    ksm();
    numa();
}
