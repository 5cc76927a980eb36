// SPDX-License-Identifier: Apache-2.0
// The arguments of the timing guests and the lines that they print.
#include "bench/timed_guest.h"

#include <sstream>

namespace wasinn::bench {
namespace {

const char* guest_name(Way way) {
  switch (way) {
    case Way::OneCall: return "bench_infer";
    case Way::Component: return "bench_component";
    default: return "bench";
  }
}

GuestTimes read_times(const std::string& printed) {
  GuestTimes times;
  std::istringstream lines(printed);
  std::string word;
  while (lines >> word) {
    if (word == "best") lines >> word >> times.inference_ns;
    if (word == "set_input") lines >> times.set_input_ns;
    if (word == "compute") lines >> times.compute_ns;
    if (word == "get_output") lines >> times.get_output_ns;
    if (word == "output") lines >> times.output_sum;
  }
  return times;
}

}  // namespace

GuestTimes run_timed(GuestSide& side, const Workload& workload, std::uint64_t warmup, std::uint64_t iterations,
                     Way way) {
  return read_times(side.run(guest_name(way), {workload.name, dimensions_text(workload.dimensions),
                                               std::to_string(element_count(workload.output_dimensions)),
                                               std::to_string(iterations), "1", std::to_string(warmup)}));
}

}  // namespace wasinn::bench
