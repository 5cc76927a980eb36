// SPDX-License-Identifier: Apache-2.0
// The pytorch backend as the host opens it: needs nothing itself, and hands everything on to the part that needs PyTorch.
#include <mutex>

#include <wasinn/plugin.hpp>

#include "framework.h"

namespace {

// The table of the other part. Filled before there is any backend, and never changed after.
wasinn_plugin torch_part{};

wasinn_status open_backend(const wasinn_plugin_host* host, wasinn_backend** backend, wasinn_error* error) noexcept {
  const wasinn_status found = wasinn::sdk::guarded(error, [host] {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    if (torch_part.backend_open != nullptr) return;
    torch_part = pytorch::open_torch_part(wasinn::sdk::Host(*host).framework_folders());
  });
  return found == WASINN_OK ? torch_part.backend_open(host, backend, error) : found;
}

// A function of the table that calls the one at the same place in the other part's.
template <auto place>
struct HandOn;

template <class Result, class... Arguments, Result (*wasinn_plugin::*place)(Arguments...)>
struct HandOn<place> {
  static Result call(Arguments... arguments) noexcept { return (torch_part.*place)(arguments...); }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) wasinn_status wasinn_plugin_entry(std::uint32_t host_major,
                                                                                    std::uint32_t /*host_minor*/,
                                                                                    wasinn_plugin* table) {
  if (host_major != WASINN_PLUGIN_MAJOR) return WASINN_UNSUPPORTED_OPERATION;
  wasinn_plugin filled{};
  filled.major = WASINN_PLUGIN_MAJOR;
  filled.minor = WASINN_PLUGIN_MINOR;
  filled.backend_open = open_backend;
  filled.backend_close = HandOn<&wasinn_plugin::backend_close>::call;
  filled.backend_describe = HandOn<&wasinn_plugin::backend_describe>::call;
  filled.graph_load = HandOn<&wasinn_plugin::graph_load>::call;
  filled.graph_release = HandOn<&wasinn_plugin::graph_release>::call;
  filled.graph_describe = HandOn<&wasinn_plugin::graph_describe>::call;
  filled.context_create = HandOn<&wasinn_plugin::context_create>::call;
  filled.context_release = HandOn<&wasinn_plugin::context_release>::call;
  filled.context_compute = HandOn<&wasinn_plugin::context_compute>::call;
  filled.context_cancel = HandOn<&wasinn_plugin::context_cancel>::call;
  filled.context_compute_into = HandOn<&wasinn_plugin::context_compute_into>::call;
  wasinn::sdk::detail::write_struct(table, filled);
  return WASINN_OK;
}
