// SPDX-License-Identifier: Apache-2.0
// A program in C++ that embeds wasinn: runs a guest, then computes with the same model without a guest.
//
//   consumer MODEL GUEST PICTURES
#include <array>
#include <cstdio>
#include <numeric>
#include <wasinn.hpp>

int main(int count, char** arguments) try {
  if (count != 4) return 2;
  wasinn::HostOptions options;
  options.configuration.environment = true;
  options.graphs.push_back({.name = "digits", .files = arguments[1]});
  wasinn::Host host = wasinn::Host::make(std::move(options)).value();

  wasinn::RunOptions how;
  how.arguments = {"seven.png"};
  how.directories = {{arguments[3], "."}};
  std::string said;
  how.output = [&](std::string_view text) { said += text; };
  const wasinn::Outcome outcome = host.load(arguments[2]).value().run(how).value();
  if (outcome.exit_code != 0) return 1;
  std::fputs(said.c_str(), stdout);

  wasinn::Session session = host.session().value();
  wasinn::Context context = session.load("digits").value().context().value();
  const std::array<float, 64> pixels{};
  const auto outputs = context.compute({{pixels, {1, 1, 8, 8}}}).value();
  const auto probabilities = outputs[0].as<float>().value();
  const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  std::printf("without a guest: %zu probabilities, sum %.2f\n", probabilities.size(), sum);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
