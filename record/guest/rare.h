// Lives that few pages have: guard regions, huge pages, protection keys, hardware errors, merging, NUMA hints.
#pragma once

void guard(void);
void thp(void);
void pkeys(void);
void hwpoison(void);
void ksm(void);
void numa(void);
