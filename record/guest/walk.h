// A random walk over pages of every backing: the same seed does the same.
#pragma once

void walk(unsigned seed, unsigned steps);
