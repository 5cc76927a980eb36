// SPDX-License-Identifier: Apache-2.0
// Probe: what the C++ headers for guests answer, with the graph `digits`, when something is right and when it is not. One
// line for each case: "NAME: value" or "NAME: code NUMBER: text". A component where SDK_COMPONENT is defined.

#include <array>
#include <cstdio>

#ifdef SDK_COMPONENT
#include <wasinn/nn_component.hpp>
#else
#include <wasinn/nn.hpp>
#endif

namespace {

constexpr std::array<float, 64> kBlank = {};
const std::vector<std::uint32_t> kShape = {1, 1, 8, 8};

void print(const char* name, const nn::Error& error) {
  std::printf("%s: code %d: %s\n", name, static_cast<int>(error.code), error.text.c_str());
}

void print(const char* name, const auto& values) {
  if (!values) return print(name, values.error());
  std::printf("%s: %u numbers\n", name, static_cast<unsigned>(values->size()));
}

void wrong_loads() {
  constexpr std::array<std::uint8_t, 4> kNoModel = {1, 2, 3, 4};
  print("no model", nn::Graph::load(kNoModel).error());
  print("no name", nn::Graph::load_by_name("nothing").error());
}

void outputs(nn::Context& context) {
  print("by number", context.output<float>(0));
  print("again", context.output<float>(0));
  print("by name", context.output<float>("probabilities"));
  print("as bytes", context.output<std::byte>(0));
  print("other type", context.output<std::int64_t>(0));
  print("other name", context.output<float>("nope"));
  print("other number", context.output<float>(7));
}

void wrong_inputs(nn::Context& context) {
  print("other shape", context.compute({{0, {2, 32}, kBlank}}).error());
  print("other input", context.compute({{"nope", kShape, kBlank}}).error());
  const std::array<double, 64> doubles = {};
  print("other elements", context.compute({{0, kShape, doubles}}).error());
}

}  // namespace

int main() {
  wrong_loads();
  auto graph = nn::Graph::load_by_name("digits");
  if (!graph) return 1;
  auto opened = graph->open();
  if (!opened) return 1;
  print("too early", opened->output<float>(0));
  nn::Context context = std::move(*opened);
  if (!context.compute({{0, kShape, kBlank}})) return 1;
  outputs(context);
  wrong_inputs(context);
  const std::vector<float> whole(kBlank.begin(), kBlank.end());
  print("in one call", nn::infer<float>("digits", {{0, kShape, whole}}));
}
