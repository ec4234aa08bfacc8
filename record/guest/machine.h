// The machine as root may change it.
#pragma once

void put(const char* path, const char* text);  // writes a file of proc or sysfs, which a kernel may not have
void swap_on(const char* device, int priority);
void swap_off(const char* device);
