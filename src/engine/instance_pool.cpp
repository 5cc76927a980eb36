// SPDX-License-Identifier: Apache-2.0
// How much of everything a pooled guest may have.
#include "engine/instance_pool.h"

#include <cstddef>
#include <memory>

namespace wasinn::engine {
namespace {

// A component is made of several core modules: its own, and those that join it with WASI.
constexpr unsigned kInstances = 16;
constexpr unsigned kTables = 16;
constexpr unsigned kMemories = 2;
constexpr std::size_t kTableElements = 100'000;
constexpr std::size_t kMetadataBytes = std::size_t{1} << 20;
// What most guests touch is cleared by writing zeros, which is cheaper than giving pages back and getting them again.
constexpr std::size_t kWarmMemoryBytes = std::size_t{128} << 10;
constexpr std::size_t kWarmTableBytes = std::size_t{4} << 10;

}  // namespace

void pool_instances(wasm_config_t* config, unsigned guests) {
  using Pool = wasmtime_pooling_allocation_config_t;
  const std::unique_ptr<Pool, void (*)(Pool*)> pool(wasmtime_pooling_allocation_config_new(),
                                                    wasmtime_pooling_allocation_config_delete);
  wasmtime_pooling_allocation_config_total_component_instances_set(pool.get(), guests);
  wasmtime_pooling_allocation_config_total_core_instances_set(pool.get(), guests * kInstances);
  wasmtime_pooling_allocation_config_total_memories_set(pool.get(), guests * kMemories);
  wasmtime_pooling_allocation_config_total_tables_set(pool.get(), guests * kTables);
  wasmtime_pooling_allocation_config_total_stacks_set(pool.get(), guests);
  wasmtime_pooling_allocation_config_total_gc_heaps_set(pool.get(), guests);
  wasmtime_pooling_allocation_config_max_unused_warm_slots_set(pool.get(), guests * kTables);
  wasmtime_pooling_allocation_config_max_core_instance_size_set(pool.get(), kMetadataBytes);
  wasmtime_pooling_allocation_config_max_component_instance_size_set(pool.get(), kMetadataBytes);
  wasmtime_pooling_allocation_config_max_tables_per_module_set(pool.get(), kTables);
  wasmtime_pooling_allocation_config_max_memories_per_module_set(pool.get(), kMemories);
  wasmtime_pooling_allocation_config_table_elements_set(pool.get(), kTableElements);
  wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(pool.get(), kWarmMemoryBytes);
  wasmtime_pooling_allocation_config_table_keep_resident_set(pool.get(), kWarmTableBytes);
  wasmtime_pooling_allocation_strategy_set(config, pool.get());
}

}  // namespace wasinn::engine
