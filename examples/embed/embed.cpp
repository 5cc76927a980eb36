// SPDX-License-Identifier: Apache-2.0
// Embeds a guest: embed_cpp GUEST.wasm runs it on a picture, with the model "digits"; from the root of this repository.
#include <iostream>

#include <wasinn.hpp>

int failed(const wasinn::Error& error) {
  std::cerr << name(error.status) << ": " << error.message << '\n';
  return 1;
}

int main(int argc, char** argv) {
  auto host = wasinn::Host::make({.graphs = {{"digits", "models/digits.onnx"}}});
  if (!host) return failed(host.error());

  auto guest = host->load(argc > 1 ? argv[1] : "classify.wasm");  // a core module or a component
  if (!guest) return failed(guest.error());

  auto ended = guest->run({.arguments = {"seven.png"},
                           .directories = {{"examples/digits", "."}},
                           .deadline_ms = 2000,
                           .max_memory_bytes = 64 << 20});
  if (!ended) return failed(ended.error());
  return static_cast<int>(ended->exit_code);
}
