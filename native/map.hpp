// #include <x86_pte/map.hpp>: what a helper makes of each word of an array.
#pragma once
#include "batch/map.hpp"
