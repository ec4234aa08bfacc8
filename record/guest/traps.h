// Pages that userfaultfd protects, and such that it fills, as far as the kernel offers it.
#pragma once

void traps(void);
