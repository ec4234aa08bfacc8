// #include <x86_pte/find.hpp>: the words of an array that answer a question.
#pragma once
#include "batch/find.hpp"
