// SPDX-License-Identifier: Apache-2.0
// Reading of graphs and directories from one argument each.
#include "config/graph_text.h"

#include <string>
#include <utility>

#include "base/text.h"
#include "config/config.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

std::string quoted(std::string_view text) { return "'" + printable(text, 512) + "'"; }

tl::unexpected<Error> not_a_graph(std::string_view text, std::string_view why, std::string_view form) {
  return fail(ErrorCode::InvalidArgument, quoted(text) + " is no graph: " + std::string(why) + "; write " +
                                              std::string(form));
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool exists(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

Result<void> check_name(std::string_view name) {
  if (is_graph_name(name)) return {};
  return fail(ErrorCode::InvalidArgument,
              quoted(name) + " cannot name a graph; use 1 to 128 of A-Z a-z 0-9 . _ -");
}

/// The names of a model's files in a directory that wasmtime is given.
std::vector<std::string> usual_files(Encoding encoding) {
  switch (encoding) {
    case Encoding::OpenVino:
      return {"model.xml", "model.bin"};
    case Encoding::Onnx:
      return {"model.onnx"};
    case Encoding::TensorFlow:
      return {"saved_model.pb"};
    case Encoding::PyTorch:
      return {"model.pt"};
    case Encoding::TensorFlowLite:
      return {"model.tflite"};
    case Encoding::Ggml:
      break;
  }
  return {"model.gguf"};
}

std::string directory_name(fs::path directory) {
  std::error_code ignored;
  if (const fs::path real = fs::weakly_canonical(directory, ignored); !ignored) directory = real;
  if (!directory.has_filename()) directory = directory.parent_path();
  return directory.filename().string();
}

}  // namespace

std::vector<fs::path> parse_files(std::string_view text) {
  std::vector<fs::path> files;
  std::string whole;  // pieces that a comma parted, as long as only they together name a file
  for (const std::string_view piece : split(text, ',')) {
    whole += piece;
    if (!files.empty() && exists(whole)) {
      files.back() = whole;
    } else {
      files.emplace_back(piece);
      whole = piece;
    }
    whole += ',';
  }
  return files;
}

Result<NamedGraph> parse_graph(std::string_view text) {
  constexpr std::string_view kForm = "NAME[:ENCODING[:TARGET]]=PATH[,PATH...]";
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return not_a_graph(text, "there is no '='", kForm);
  const auto words = split(text.substr(0, equals), ':');
  if (words.size() > 3) return not_a_graph(text, "there are more than two ':' before the '='", kForm);
  if (equals + 1 == text.size()) return not_a_graph(text, "there is no path", kForm);
  NamedGraph graph;
  graph.name = words[0];
  WASINN_TRY(check_name(graph.name));
  WASINN_ASSIGN(graph.encoding, read_encoding(words.size() > 1 ? words[1] : ""));
  WASINN_ASSIGN(graph.target, read_target(words.size() > 2 ? words[2] : ""));
  graph.files = parse_files(text.substr(equals + 1));
  return graph;
}

Result<NamedGraph> parse_wasmtime_graph(std::string_view text) {
  constexpr std::string_view kForm = "nn-graph=ENCODING::DIRECTORY";
  const std::size_t colons = text.find("::");
  if (colons == text.npos || colons + 2 == text.size()) return not_a_graph(text, "it has no directory", kForm);
  const fs::path directory(text.substr(colons + 2));
  NamedGraph graph;
  WASINN_ASSIGN(graph.encoding, read_encoding(text.substr(0, colons)));
  if (!graph.encoding) return not_a_graph(text, "it has no encoding", kForm);
  graph.name = directory_name(directory);
  WASINN_TRY(check_name(graph.name));
  for (const std::string& file : usual_files(*graph.encoding)) graph.files.push_back(directory / file);
  return graph;
}

Result<NamedGraph> parse_wasmedge_graph(std::string_view text) {
  constexpr std::string_view kForm = "NAME:ENCODING:TARGET:PATH[:PATH]";
  const auto words = split(text, ':');
  if (words.size() < 4 || words[3].empty()) return not_a_graph(text, "it has fewer than four parts", kForm);
  NamedGraph graph;
  graph.name = words[0];
  WASINN_TRY(check_name(graph.name));
  WASINN_ASSIGN(graph.encoding, read_encoding(words[1]));
  WASINN_ASSIGN(graph.target, read_target(words[2]));
  for (std::size_t i = 3; i < words.size(); ++i) graph.files.emplace_back(words[i]);
  return graph;
}

Result<engine::GuestDirectory> parse_directory(std::string_view text) {
  const std::size_t colons = text.find("::");
  const std::size_t colon = text.find(':');
  const bool as_wasmedge = colons == text.npos && colon != text.npos && colon > 0 && colon + 1 < text.size();
  if (as_wasmedge) {
    return engine::GuestDirectory{std::string(text.substr(colon + 1)), std::string(text.substr(0, colon))};
  }
  const std::string host(text.substr(0, colons));
  const std::string guest(colons == text.npos ? text : text.substr(colons + 2));
  if (host.empty() || guest.empty()) {
    return fail(ErrorCode::InvalidArgument, quoted(text) + " is no directory for a guest; write HOST or HOST::GUEST");
  }
  return engine::GuestDirectory{host, guest};
}

}  // namespace wasinn
