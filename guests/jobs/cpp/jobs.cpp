// SPDX-License-Identifier: Apache-2.0
// The two jobs of guests/jobs/README.md in C++: as a component where JOBS_COMPONENT is defined, else as a core module.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>

#ifdef JOBS_COMPONENT
#include <wasinn/nn_component.hpp>
#else
#include <wasinn/nn.hpp>
#endif

namespace {

constexpr std::array<float, 6> kLeft = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
constexpr std::array<float, 6> kRight = {1.5f, -2.25f, 3.0f, 0.001f, 1e6f, -0.7f};

void print_bits(const char* name, std::span<const float> values) {
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
    bytes.insert(bytes.end(), piece.data(), piece.data() + count);
  }
  std::fclose(opened);
  return bytes;
}

int digits(const char* file) {
  std::array<float, 64> pixels;
  const auto bytes = read_file(file);
  if (bytes.size() < sizeof pixels) return fail(file, "cannot read 64 numbers of it");
  std::memcpy(pixels.data(), bytes.data(), sizeof pixels);

  const auto probabilities = nn::infer<float>("digits", {{"image", {1, 1, 8, 8}, pixels}}, "probabilities");
  if (!probabilities) return fail("digits", probabilities.error().text);
  const auto best = std::ranges::max_element(*probabilities);
  std::printf("digit %d\n", static_cast<int>(best - probabilities->begin()));
  print_bits("probabilities", *probabilities);
  return 0;
}

// The model is the graph of the name `pair`, or the bytes of a file when one is named.
int pair(const char* file) {
  const auto graph = file != nullptr ? nn::Graph::load(read_file(file)) : nn::Graph::load_by_name("pair");
  if (!graph) return fail("pair", graph.error().text);
  auto context = graph->open();
  if (!context) return fail("pair", context.error().text);
  const auto computed = context->compute({{"left", {2, 3}, kLeft}, {"right", {2, 3}, kRight}});
  if (!computed) return fail("pair", computed.error().text);
  for (const char* name : {"sum", "product"}) {
    const auto output = context->output<float>(name);
    if (!output) return fail(name, output.error().text);
    print_bits(name, *output);
  }
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
