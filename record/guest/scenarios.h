// Every scripted life of pages that the kernel can do, one after the other.
#pragma once

void scenarios(void);
