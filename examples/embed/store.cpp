// SPDX-License-Identifier: Apache-2.0
// A model store of the program's own: embed_store FOLDER GUEST.wasm [ARGUMENT...] gives a guest the models that it names from
// FOLDER, as bytes, when it first asks for them.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <wasinn.hpp>

namespace {

/// Stands for wherever models come from: a database, an archive, a service.
class Store {
 public:
  explicit Store(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool has(std::string_view name) const { return std::filesystem::is_regular_file(path(name)); }

  wasinn::Result<std::vector<wasinn::ModelBytes>> open(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    if (!file) return wasinn::Error{wasinn::Status::NotFound, path(name).string() + " cannot be read"};
    std::vector<std::uint8_t> bytes(std::istreambuf_iterator<char>(file), {});
    return std::vector<wasinn::ModelBytes>{std::move(bytes)};
  }

 private:
  // Names of graphs hold no separators of paths.
  std::filesystem::path path(std::string_view name) const { return folder_ / (std::string(name) + ".onnx"); }

  std::filesystem::path folder_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: embed_store FOLDER GUEST.wasm [ARGUMENT...]\n";
    return 2;
  }
  const Store store(argv[1]);
  const auto open = [&store](std::string_view name) { return store.open(name); };
  wasinn::Host host =
      wasinn::Host::make({.resolver = [&](wasinn::Host& asked, std::string_view name) {
        return store.has(name) && asked.set_graph({.name = std::string(name), .open = open, .encoding = "onnx"});
      }}).value();

  wasinn::Guest guest = host.load(argv[2]).value();
  const wasinn::Outcome ended =
      guest.run({.arguments = {argv + 3, argv + argc}, .directories = {{"examples/digits", "."}}}).value();

  for (const wasinn::GraphStatistics& graph : host.statistics().value()) {
    std::cerr << graph.graph << ": computed " << graph.computes << " times on " << graph.backend << '\n';
  }
  return static_cast<int>(ended.exit_code);
} catch (const wasinn::FailedCall& failed) {
  std::cerr << name(failed.status()) << ": " << failed.what() << '\n';
  return 1;
}
