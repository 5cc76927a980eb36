// SPDX-License-Identifier: Apache-2.0
// Runs a core module on another engine than wasinn's own and serves it wasi-nn: the graph "digits" and a folder to read.
//
//   other_engine MODEL FOLDER GUEST.wasm [ARGUMENT...]
#include <cstdio>
#include <exception>
#include <iterator>

#include <wasinn.hpp>

#include "wasi.h"

namespace {

/// The import in the form of the engine. The guest's own values are all that it gets.
HostFunction bound(wasinn::CoreGuest& guest, const wasinn_import& import) {
  return {std::string(import.parameter_count, 'i'), true, [&](Memory memory, Values values) {
            std::vector<std::uint32_t> arguments;
            for (const wasm_val_t& value : values) arguments.push_back(static_cast<std::uint32_t>(value.of.i32));
            return std::optional(guest.call(import, memory, arguments));
          }};
}

HostFunction find_nn(wasinn::CoreGuest& guest, std::string_view module, std::string_view name) {
  for (const wasinn_import& import : wasinn::core_imports()) {
    if (import.module == module && import.name == name) return bound(guest, import);
  }
  return {};
}

std::vector<char> read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(std::string(path) + " cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

int run(const char* model, const char* folder, const char* guest_path, std::vector<std::string> arguments) {
  auto host = wasinn::Host::make({.graphs = {{"digits", model}}}).value();
  auto session = host.session().value();
  auto nn = session.core_guest().value();
  Wasi wasi(std::move(arguments), folder);
  Interpreter guest(read_file(guest_path), [&](std::string_view module, std::string_view name) {
    return module == "wasi_snapshot_preview1" ? wasi.function(name) : find_nn(nn, module, name);
  });
  const std::string trap = guest.call("_start");
  if (wasi.exit_code()) return static_cast<int>(*wasi.exit_code());
  if (trap.empty()) return 0;
  throw std::runtime_error("the guest trapped: " + trap);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc >= 4) return run(argv[1], argv[2], argv[3], {argv + 3, argv + argc});
  std::fputs("usage: other_engine MODEL FOLDER GUEST.wasm [ARGUMENT...]\n", stderr);
  return 2;
} catch (const std::exception& failed) {
  std::fprintf(stderr, "error: %s\n", failed.what());
  return 1;
}
