// SPDX-License-Identifier: Apache-2.0
// From MODEL and its options to a named graph.
#include "cli/model_options.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "config/graph_text.h"

namespace wasinn::cli {
namespace {

/// What messages call the model: its file's name without folder and ending, as far as graphs may be called that.
std::string graph_name(const std::filesystem::path& file) {
  constexpr std::size_t kMost = 64;
  std::string name = file.stem().string().substr(0, kMost);
  std::replace_if(name.begin(), name.end(), [](char c) { return !is_graph_name(std::string_view(&c, 1)); }, '_');
  return name.empty() ? "model" : name;
}

}  // namespace

void ModelOptions::add_to(CLI::App& app) {
  app.add_option("MODEL", model_, "the model's file, or files separated by commas")->required();
  app.add_option("--encoding", encoding_, "the model's format; else its bytes decide")->option_text("NAME");
  app.add_option("--target", target_, "cpu, gpu, tpu or auto")->option_text("NAME");
  app.add_flag("--target-fallback", target_fallback_, "use another device where the one asked for cannot be had");
  app.add_option("--threads", threads_, "threads for one computation")->option_text("N");
}

Result<Config> ModelOptions::apply(Config config) const {
  config.graphs.clear();
  NamedGraph graph;
  graph.files = parse_files(model_);
  graph.name = graph_name(graph.files.front());
  WASINN_ASSIGN(graph.encoding, read_encoding(encoding_));
  WASINN_ASSIGN(graph.target, read_target(target_));
  graph.threads = threads_;
  config.graphs.push_back(std::move(graph));
  config.policy.target_fallback = config.policy.target_fallback || target_fallback_;
  return config;
}

}  // namespace wasinn::cli
