// #include <x86_pte/decision_table.hpp>: kernel logic over arrays.
#pragma once
#include "batch/decision_table.hpp"
