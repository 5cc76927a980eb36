// SPDX-License-Identifier: Apache-2.0
// For backend authors: how many processor cores this process may use.
#pragma once

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

namespace wasinn::sdk {

/// Physical cores among the processors that this process may run on, by what the kernel says of each; at least 1. Threads
/// beyond that number only take turns on the same arithmetic units.
inline unsigned usable_core_count() {
  // The list of processors that share a core with `processor`; its own number when the kernel does not say.
  const auto siblings_of = [](int processor) {
    const std::string number = std::to_string(processor);
    std::ifstream file("/sys/devices/system/cpu/cpu" + number + "/topology/thread_siblings_list");
    std::string list;
    return std::getline(file, list) ? list : number;
  };
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  std::set<std::string> cores;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (CPU_ISSET(static_cast<std::size_t>(processor), &allowed)) cores.insert(siblings_of(processor));
  }
  return std::max(1u, static_cast<unsigned>(cores.size()));
}

}  // namespace wasinn::sdk
