// SPDX-License-Identifier: Apache-2.0
// Room for guests that is made once and used again, so that starting one costs no system calls for its memory.
#pragma once

#include <wasmtime.h>

namespace wasinn::engine {

/// Has an engine of `config` keep room for `guests` of them at a time, core modules and components alike, each with
/// up to 16 instances, 16 tables and two memories; those that need less leave room for more of them. The room is
/// address space: memory is taken by what guests touch, and given back when they end but for a little that is kept
/// warm. What is kept is cleared: no guest sees another's.
void pool_instances(wasm_config_t* config, unsigned guests);

}  // namespace wasinn::engine
