// #include <x86_pte/layout.hpp>: a kernel as numbers.
#pragma once
#include "spec/layout.hpp"
