// #include <x86_pte/codec.hpp>: one entry, also at compile time.
#pragma once
#include "codec/codec.hpp"
