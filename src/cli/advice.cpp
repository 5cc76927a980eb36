// SPDX-License-Identifier: Apache-2.0
// Hints by error code.
#include "cli/advice.h"

#include <algorithm>
#include <string_view>

namespace wasinn::cli {
namespace {

/// The name in "… graph 'NAME' …"; empty when there is none.
std::string_view graph_in(std::string_view message) {
  constexpr std::string_view kBefore = "graph '";
  const std::size_t at = message.find(kBefore);
  if (at == message.npos) return {};
  const std::string_view rest = message.substr(at + kBefore.size());
  return rest.substr(0, std::min(rest.size(), rest.find('\'')));
}

std::string file_hint(std::string_view graph, const Config& config) {
  const auto named = std::find_if(config.graphs.begin(), config.graphs.end(),
                                  [&](const NamedGraph& known) { return known.name == graph; });
  return named == config.graphs.end() ? "" : "its file: " + named->files.front().string();
}

std::string hint_for(const Error& error, const Config& config, const std::string& guest) {
  const std::string_view graph = graph_in(error.message);
  switch (error.code) {
    case ErrorCode::NotFound:
      if (graph.empty() || guest.empty() || !NamedGraphs::is_name(graph)) return "";
      return "give it one: wasinn run --graph " + std::string(graph) + "=PATH " + guest;
    case ErrorCode::InvalidEncoding:
      return file_hint(graph, config);
    case ErrorCode::UnsupportedOperation:
      return error.message.find("falling back") == std::string::npos ? "" : "allow it: --target-fallback";
    default:
      return "";
  }
}

}  // namespace

Complaint complaint_of(const Error& error, const Config& config, const std::string& guest) {
  constexpr std::string_view kGetIt = "; get it: ";
  Complaint complaint{error.message, {}};
  if (const std::size_t at = complaint.what.find(kGetIt); at != std::string::npos) {
    complaint.hints.push_back(complaint.what.substr(at + 2));
    complaint.what.resize(at);
  }
  if (std::string hint = hint_for(error, config, guest); !hint.empty()) complaint.hints.push_back(std::move(hint));
  return complaint;
}

}  // namespace wasinn::cli
