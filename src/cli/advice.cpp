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

/// The file of the graph that could not be loaded, unless the message has it already.
std::string file_hint(const std::string& message, const Config& config) {
  if (!message.starts_with("graph '")) return "";
  const auto named = std::find_if(config.graphs.begin(), config.graphs.end(),
                                  [&](const NamedGraph& known) { return known.name == graph_in(message); });
  if (named == config.graphs.end()) return "";
  const std::string file = named->files.front().string();
  return message.find(file) == message.npos ? "its file: " + file : "";
}

std::string name_hint(std::string_view graph, const std::string& guest) {
  if (guest.empty() || !is_graph_name(graph)) return "";
  return "give it one: wasinn run --graph " + std::string(graph) + "=PATH " + guest;
}

/// The limit to raise when a load or a computation was given too little time.
std::string time_hint(const std::string& message) {
  if (message.find("loading took longer") != message.npos) return "give it more time: --limit load-time=5min";
  if (message.starts_with("compute on")) return "give it more time: --limit compute-time=5min";
  return "";
}

std::string hint_for(const Error& error, const Config& config, const std::string& guest) {
  switch (error.code) {
    case ErrorCode::NotFound:
      return name_hint(graph_in(error.message), guest);
    case ErrorCode::InvalidEncoding:
    case ErrorCode::RuntimeError:
      return file_hint(error.message, config);
    case ErrorCode::Timeout:
      return time_hint(error.message);
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
