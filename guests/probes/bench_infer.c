// SPDX-License-Identifier: Apache-2.0
// Probe: bench.c with inference in one call, which only wasinn has.
#define WASINN_BENCH_ONE_CALL
#include "bench.c"
