// SPDX-License-Identifier: Apache-2.0
// Rows 45 to 53: what `init_execution_context` is given.
#include <gtest/gtest.h>

#include <array>

#include "tests/abi/sparse_memory.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

constexpr std::string_view kModel = "echo u8[3]";

Errno init(Attack& attack, std::uint32_t graph) {
  return attack.call("init_execution_context", {graph, attack.guest().place_numbers({0})});
}

Errno init_at(Attack& attack, Pointer out) {
  return attack.call("init_execution_context", {attack.guest().load(kModel), out});
}

Errno context_too_many(Attack& attack) {
  const std::uint32_t graph = attack.guest().load(kModel);
  const std::uint32_t first = attack.guest().init(graph);
  for (int i = 1; i < 3; ++i) attack.guest().init(graph);
  const Errno answer = init(attack, graph);
  EXPECT_EQ(attack.guest().call("finalize_execution_context", {first}), Errno::Success);
  EXPECT_EQ(init(attack, graph), Errno::Success) << "the place of an ended context is free again";
  return answer;
}

HostSetup three_contexts() {
  HostSetup setup;
  setup.limits.contexts = 3;
  return setup;
}

Errno unloaded(Attack& attack) {
  const std::uint32_t graph = attack.guest().load(kModel);
  EXPECT_EQ(attack.guest().call("unload", {graph}), Errno::Success);
  EXPECT_NE(attack.guest().load(kModel), graph) << "a handle is never used again";
  return init(attack, graph);
}

Errno a_million_times(Attack& attack) {
  const std::uint32_t graph = attack.guest().load(kModel);
  const Pointer out = attack.guest().place_numbers({0});
  int made = 0;
  std::uint64_t resident = 0;
  Errno answer = Errno::Success;
  for (int i = 0; i < kTimes; ++i) {
    answer = attack.guest().call("init_execution_context", {graph, out});
    made += answer == Errno::Success ? 1 : 0;
    if (i == 1000) resident = plain::resident_bytes();
  }
  EXPECT_EQ(made, 64) << "a guest may hold 64 contexts";
  EXPECT_LT(plain::resident_bytes(), resident + plain::kUnsteadyBytes);
  return answer;
}

const std::array kRows = {
    Row{45, "next_handle", Errno::InvalidArgument, [](Attack& a) { return init(a, a.guest().load(kModel) + 1); }},
    Row{45, "zero", Errno::InvalidArgument,
        [](Attack& a) {
          a.guest().load(kModel);
          return init(a, 0);
        }},
    Row{46, "largest", Errno::InvalidArgument,
        [](Attack& a) {
          a.guest().load(kModel);
          return init(a, 0xFFFFFFFF);
        }},
    Row{47, "context", Errno::InvalidArgument, [](Attack& a) { return init(a, a.context(kModel)); }},
    Row{48, "nothing_loaded", Errno::InvalidArgument, [](Attack& a) { return init(a, 1); }},
    Row{49, "at_end", Errno::InvalidArgument, [](Attack& a) { return init_at(a, a.guest().end()); }},
    Row{49, "last_bytes", Errno::InvalidArgument, [](Attack& a) { return init_at(a, a.guest().end() - 1); }},
    Row{49, "largest", Errno::InvalidArgument, [](Attack& a) { return init_at(a, 0xFFFFFFFF); }},
    Row{50, "fourth_of_three", Errno::TooLarge, context_too_many, three_contexts},
    Row{52, "unloaded", Errno::InvalidArgument, unloaded},
    Row{53, "a_million_times", Errno::TooLarge, a_million_times},
};

}  // namespace

std::span<const Row> context_rows() { return kRows; }

}  // namespace wasinn::bad_inputs
