// #include <x86_pte/batch.hpp>: arrays of entries.
#pragma once
#include "batch/batch.hpp"
