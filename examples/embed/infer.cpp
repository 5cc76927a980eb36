// SPDX-License-Identifier: Apache-2.0
// Inference without a guest: embed_infer reads 8 x 8 numbers of grey and prints how likely each digit is.
#include <array>
#include <cstdio>
#include <iostream>

#include <wasinn.hpp>

int main() try {
  std::array<float, 64> pixels{};
  for (float& pixel : pixels) std::cin >> pixel;

  wasinn::Host host = wasinn::Host::make({.graphs = {{"digits", "models/digits.onnx"}}}).value();
  wasinn::Session session = host.session().value();
  wasinn::Graph graph = session.load("digits").value();
  wasinn::Context context = graph.context().value();

  std::array<float, 10> probabilities{};
  context.compute({{pixels, {1, 1, 8, 8}}}, {probabilities}).value();  // from and into memory of ours, without a copy
  for (float probability : probabilities) std::printf("%.9g\n", static_cast<double>(probability));
} catch (const wasinn::FailedCall& failed) {
  std::cerr << name(failed.status()) << ": " << failed.what() << '\n';
  return 1;
}
