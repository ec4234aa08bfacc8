// #include <x86_pte/census.hpp>: how many words there are of what.
#pragma once
#include "batch/census.hpp"
