// SPDX-License-Identifier: Apache-2.0
// The two jobs of guests/jobs/README.md as a component in C++.

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

#include "nn.h"

namespace {

constexpr std::array<float, 6> kLeft = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
constexpr std::array<float, 6> kRight = {1.5f, -2.25f, 3.0f, 0.001f, 1e6f, -0.7f};

void print_bits(const char* name, const std::vector<float>& values) {
  std::printf("%s", name);
  for (const float value : values) std::printf(" %08x", static_cast<unsigned>(std::bit_cast<std::uint32_t>(value)));
  std::printf("\n");
}

int fail(const char* what, const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", what, why.c_str());
  return 1;
}

std::vector<std::uint8_t> read_file(const char* file) {
  std::vector<std::uint8_t> bytes;
  std::FILE* opened = std::fopen(file, "rb");
  if (opened == nullptr) return bytes;
  std::array<std::uint8_t, 4096> piece;
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), opened)) {
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + count);
  }
  std::fclose(opened);
  return bytes;
}

nn::Result<std::vector<nn::NamedTensor>> infer(const nn::Result<nn::Graph>& graph,
                                               std::vector<nn::NamedTensor> inputs) {
  if (!graph.value) return {std::nullopt, graph.why};
  const auto context = graph.value->open();
  if (!context.value) return {std::nullopt, context.why};
  return context.value->compute(std::move(inputs));
}

// The elements of the output of that name; none when there is no such output.
std::vector<float> find(const std::vector<nn::NamedTensor>& outputs, std::string_view name) {
  const auto found = std::ranges::find(outputs, name, &nn::NamedTensor::name);
  return found == outputs.end() ? std::vector<float>{} : found->tensor.values();
}

int digits(const char* file) {
  std::array<float, 64> pixels;
  const auto bytes = read_file(file);
  if (bytes.size() < sizeof pixels) return fail(file, "cannot read 64 numbers of it");
  std::memcpy(pixels.data(), bytes.data(), sizeof pixels);

  std::vector<nn::NamedTensor> inputs;
  inputs.push_back({"image", nn::Tensor(std::array<std::uint32_t, 4>{1, 1, 8, 8}, pixels)});
  const auto outputs = infer(nn::Graph::load_by_name("digits"), std::move(inputs));
  if (!outputs.value) return fail("digits", outputs.why);
  const auto probabilities = find(*outputs.value, "probabilities");
  std::printf("digit %d\n", static_cast<int>(std::ranges::max_element(probabilities) - probabilities.begin()));
  print_bits("probabilities", probabilities);
  return 0;
}

// The model is the graph of the name `pair`, or the bytes of a file when one is named.
int pair(const char* file) {
  constexpr std::array<std::uint32_t, 2> kShape = {2, 3};
  std::vector<nn::NamedTensor> inputs;
  inputs.push_back({"left", nn::Tensor(kShape, kLeft)});
  inputs.push_back({"right", nn::Tensor(kShape, kRight)});
  const auto outputs =
      infer(file != nullptr ? nn::Graph::load(read_file(file)) : nn::Graph::load_by_name("pair"), std::move(inputs));
  if (!outputs.value) return fail("pair", outputs.why);
  print_bits("sum", find(*outputs.value, "sum"));
  print_bits("product", find(*outputs.value, "product"));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view job = argc > 1 ? argv[1] : "";
  if (argc == 3 && job == "digits") return digits(argv[2]);
  if ((argc == 2 || argc == 3) && job == "pair") return pair(argv[2]);
  std::fprintf(stderr, "usage: jobs digits PIXELS | jobs pair [MODEL]\n");
  return 2;
}
