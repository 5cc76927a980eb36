// SPDX-License-Identifier: Apache-2.0
// Counting of cores by what the kernel says of each processor.
#include "cores.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

namespace pytorch {
namespace {

// The list of processors that share a core with `processor`; its own number when the kernel does not say.
std::string siblings_of(int processor) {
  const std::string number = std::to_string(processor);
  std::ifstream file("/sys/devices/system/cpu/cpu" + number + "/topology/thread_siblings_list");
  std::string list;
  return std::getline(file, list) ? list : number;
}

}  // namespace

unsigned usable_core_count() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  std::set<std::string> cores;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (CPU_ISSET(static_cast<std::size_t>(processor), &allowed)) cores.insert(siblings_of(processor));
  }
  return std::max(1u, static_cast<unsigned>(cores.size()));
}

}  // namespace pytorch
