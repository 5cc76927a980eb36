// SPDX-License-Identifier: Apache-2.0
// From JSON to a Config, key by key.
#include "config/config_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "config/json_reader.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Fills one Config from one document.
class ConfigFile {
 public:
  ConfigFile(Config& config, fs::path folder) : config_(config), folder_(std::move(folder)) {}

  Result<void> read(const JsonReader& document) const {
    return document.members({
        {"graphs", [this](const auto& value) { return read_graphs(value); }},
        {"limits", [this](const auto& value) { return read_limits(value); }},
        {"allow-load", [this](const auto& value) { return read_allow_load(value); }},
        {"unsized-buffers", [this](const auto& value) { return put(value.flag(), config_.policy.unsized_buffers); }},
        {"target-fallback", [this](const auto& value) { return put(value.flag(), config_.policy.target_fallback); }},
        {"extensions", [this](const auto& value) { return put(value.flag(), config_.policy.extensions); }},
        {"plugins", [this](const auto& value) { return read_paths(value, config_.plugin_folders); }},
        {"frameworks", [this](const auto& value) { return read_paths(value, config_.framework_folders); }},
        {"backends", [this](const auto& value) { return read_backends(value); }},
        {"backend-options", [this](const auto& value) { return read_backend_options(value); }},
        {"backend-order", [this](const auto& value) { return put(value.texts(), config_.backend_order); }},
        {"threads", [this](const auto& value) { return put(value.count(), config_.shared_threads); }},
        {"cache", [this](const auto& value) { return read_cache(value); }},
        {"log", [this](const auto& value) { return read_log_level(value); }},
        {"guest", [this](const auto& value) { return read_guest(value); }},
    });
  }

 private:
  template <class T>
  static Result<void> put(Result<T> value, T& target) {
    WASINN_ASSIGN(target, std::move(value));
    return {};
  }

  fs::path path_of(const std::string& text) const { return (folder_ / text).lexically_normal(); }

  Result<void> read_paths(const JsonReader& value, std::vector<fs::path>& paths) const {
    WASINN_ASSIGN(const std::vector<std::string> texts, value.texts());
    paths.clear();
    for (const std::string& text : texts) paths.push_back(path_of(text));
    return {};
  }

  Result<void> read_graphs(const JsonReader& value) const {
    return value.each([this](const std::string& name, const JsonReader& graph) { return read_graph(name, graph); });
  }

  Result<void> read_graph(const std::string& name, const JsonReader& value) const {
    NamedGraph graph;
    graph.name = name;
    if (!is_graph_name(name)) return value.wrong("a graph's name has 1 to 128 of A-Z a-z 0-9 . _ -");
    WASINN_TRY(value.is_object() ? read_graph_members(value, graph) : read_paths(value, graph.files));
    if (graph.files.empty()) return value.wrong("\"files\" must name at least one file");
    set_graph(config_, std::move(graph));
    return {};
  }

  Result<void> read_graph_members(const JsonReader& value, NamedGraph& graph) const {
    return value.members({
        {"files", [&](const auto& files) { return read_paths(files, graph.files); }},
        {"encoding", [&](const auto& name) { return read_word(name, read_encoding, graph.encoding); }},
        {"target", [&](const auto& name) { return read_word(name, read_target, graph.target); }},
        {"threads", [&](const auto& count) { return put(count.count(), graph.threads); }},
        {"sha256", [&](const auto& digest) { return put(digest.text(), graph.sha256); }},
        {"options", [&](const auto& options) { return put(options.object(), graph.options); }},
    });
  }

  template <class T>
  static Result<void> read_word(const JsonReader& value, Result<T> (*read)(std::string_view), T& target) {
    WASINN_ASSIGN(const std::string word, value.text());
    return put(value.here(read(word)), target);
  }

  Result<void> read_limits(const JsonReader& value) const {
    return value.each([this](const std::string& key, const JsonReader& limit) -> Result<void> {
      WASINN_ASSIGN(const std::string text, limit.text_or_number());
      return limit.here(set_limit(config_.limits, key, text));
    });
  }

  Result<void> read_allow_load(const JsonReader& value) const {
    WASINN_ASSIGN(const std::vector<std::string> encodings, value.texts());
    std::string list;
    for (const std::string& encoding : encodings) list += (list.empty() ? "" : ",") + encoding;
    return value.here(config_.policy.allow_load(list));
  }

  Result<void> read_backends(const JsonReader& value) const {
    return value.each([this](const std::string& encoding, const JsonReader& name) -> Result<void> {
      WASINN_ASSIGN(const std::string backend, name.text());
      return name.here(set_backend(config_, encoding + '=' + backend));
    });
  }

  Result<void> read_backend_options(const JsonReader& value) const {
    return value.each([this](const std::string& backend, const JsonReader& options) {
      return options.each([&](const std::string& key, const JsonReader& option) {
        return put(option.text(), config_.backend_options[backend][key]);
      });
    });
  }

  Result<void> read_cache(const JsonReader& value) const {
    if (value.is_false()) {
      config_.keep_compiled = false;
      return {};
    }
    if (!value.is_text()) return value.wrong("must be a folder, or false for none");
    WASINN_ASSIGN(const std::string folder, value.text());
    config_.cache = path_of(folder);
    return {};
  }

  Result<void> read_log_level(const JsonReader& value) const {
    return read_word(value, log_level_named, config_.log_level);
  }

  Result<void> read_guest(const JsonReader& value) const {
    GuestSettings& guest = config_.guest;
    return value.members({
        {"dirs", [&](const auto& dirs) { return read_directories(dirs); }},
        {"env", [&](const auto& variables) { return read_environment(variables); }},
        {"timeout", [&](const auto& text) { return read_amount(text, parse_milliseconds, guest.timeout_ms); }},
        {"max-memory", [&](const auto& text) { return read_amount(text, parse_byte_size, guest.max_memory_bytes); }},
    });
  }

  static Result<void> read_amount(const JsonReader& value, Result<std::uint64_t> (*read)(std::string_view),
                                  std::uint64_t& target) {
    WASINN_ASSIGN(const std::string text, value.text_or_number());
    return put(value.here(read(text)), target);
  }

  Result<void> read_directories(const JsonReader& value) const {
    return value.each([this](const std::string& guest, const JsonReader& host) -> Result<void> {
      WASINN_ASSIGN(const std::string path, host.text());
      set_directory(config_.guest, {path_of(path).string(), guest});
      return {};
    });
  }

  Result<void> read_environment(const JsonReader& value) const {
    return value.each([this](const std::string& name, const JsonReader& text) -> Result<void> {
      WASINN_ASSIGN(std::string content, text.text());
      set_variable(config_.guest, {name, std::move(content)});
      return {};
    });
  }

  Config& config_;
  const fs::path folder_;
};

/// A parser's complaint without the library's own prefix "[json.exception...] ".
std::string complaint_of(const Json::exception& failure) {
  const std::string text = failure.what();
  const std::size_t end = text.find("] ");
  return end == text.npos ? text : text.substr(end + 2);
}

}  // namespace

Result<void> parse_config(std::string_view text, const fs::path& folder, Config& config) try {
  constexpr bool kThrow = true;
  constexpr bool kCommentsAllowed = true;
  const Json document = Json::parse(text, nullptr, kThrow, kCommentsAllowed);
  Config changed = config;
  WASINN_TRY(ConfigFile(changed, folder).read(JsonReader(document)));
  config = std::move(changed);
  return {};
} catch (const Json::exception& failure) {
  return fail(ErrorCode::InvalidArgument, "this is not JSON: " + complaint_of(failure));
}

Result<void> read_config_file(const fs::path& path, Config& config) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return fail(ErrorCode::NotFound, "the configuration file " + path.string() + " cannot be read");
  }
  auto parsed = parse_config(text, path.parent_path(), config);
  if (!parsed) return fail(std::move(parsed).error().within(path.string()));
  return {};
}

}  // namespace wasinn
