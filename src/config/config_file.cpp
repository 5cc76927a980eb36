// SPDX-License-Identifier: Apache-2.0
// From JSON to a Config, key by key; and the same keys as a schema.
#include "config/config_file.h"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "config/json_reader.h"
#include "config/schema.h"
#include "registry/digest.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGraphName = "^[A-Za-z0-9._-]{1,128}$";

std::vector<std::string> encodings_and(const char* more) {
  std::vector<std::string> names = schema::encodings();
  names.emplace_back(more);
  return names;
}

/// Fills one Config from one document.
class ConfigFile {
 public:
  using Keys = std::vector<JsonReader::Key>;
  using Json = JsonReader::Json;

  ConfigFile(Config& config, fs::path folder) : config_(config), folder_(std::move(folder)) {}

  Keys keys() const {
    Keys all = keys_for_graphs();
    for (Keys more : {keys_for_frameworks(), keys_for_the_command()}) {
      all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return all;
  }

 private:
  Keys keys_for_graphs() const {
    return {
        {"graphs", "models by the names that guests ask for", graphs_schema(),
         [this](const auto& value) { return read_graphs(value); }},
        {"limits", "what guests may use", schema::object(limit_keys()),
         [this](const auto& value) { return value.members(limit_keys()); }},
        {"allow-load", "encodings that guests may load from bytes",
         schema::either(schema::one_or_list(schema::word(schema::encodings())), schema::word({"none"})),
         [this](const auto& value) { return read_allow_load(value); }},
        {"unsized-buffers", "whether a core module's buffer of 0 bytes for an output takes all of it", schema::flag(),
         [this](const auto& value) { return put(value.flag(), config_.policy.unsized_buffers); }},
        {"target-fallback", "whether another device may be used where the one asked for cannot be had", schema::flag(),
         [this](const auto& value) { return put(value.flag(), config_.policy.target_fallback); }},
        {"extensions", "whether guests may use what the standard lacks", schema::flag(),
         [this](const auto& value) { return put(value.flag(), config_.policy.extensions); }},
    };
  }

  Keys keys_for_frameworks() const {
    const Json folders = schema::one_or_list(schema::path());
    return {
        {"plugins", "folders with backends", folders,
         [this](const auto& value) { return read_paths(value, config_.plugin_folders); }},
        {"frameworks", "folders that are searched for frameworks before the usual places", folders,
         [this](const auto& value) { return read_paths(value, config_.framework_folders); }},
        {"backends", "the one backend for an encoding", schema::object(backend_keys()),
         [this](const auto& value) { return value.members(backend_keys()); }},
        {"backend-options", "by backend: what it lets you decide",
         schema::object_of(schema::object_of(schema::either(schema::text(), schema::number()))),
         [this](const auto& value) { return read_backend_options(value); }},
        {"backend-order", "backends that come before all others", schema::one_or_list(schema::text()),
         [this](const auto& value) { return put(value.texts(), config_.backend_order); }},
        {"threads", "whether the cores serve one computation or several; or threads that all graphs of a backend share",
         schema::either(schema::count(),
                        schema::either(schema::word({"auto", "latency", "throughput"}), schema::text("^[0-9]+$"))),
         [this](const auto& value) { return read_threads(value); }},
        {"pooled-guests", "for how many guests at a time room is kept, in hosts of embedding programs", schema::count(),
         [this](const auto& value) { return put(value.count(), config_.pooled_guests); }},
    };
  }

  Keys keys_for_the_command() const {
    return {
        {"cache", "folder for compiled guests; false: they are not kept",
         schema::either(schema::path(), Json{{"enum", {false}}}), [this](const auto& value) { return read_cache(value); }},
        {"log", "the least important level that is told", schema::word({"debug", "info", "warning", "error"}),
         [this](const auto& value) { return read_word(value, log_level_named, config_.log_level); }},
        {"stats", "what `wasinn run` tells of the graphs at the end", schema::word({"none", "table", "json"}),
         [this](const auto& value) { return read_word(value, read_statistics_form, config_.statistics); }},
        {"guest", "what `wasinn run` gives to guests", schema::object(guest_keys()),
         [this](const auto& value) { return value.members(guest_keys()); }},
        {"$schema", "for editors: where the schema of this file is", schema::text(),
         [](const auto& value) { return value.text().map([](const std::string&) {}); }},
    };
  }

  Keys graph_keys(NamedGraph& graph) const {
    return {
        {"files", "the model's parts in order", files_schema(),
         [&](const auto& value) { return read_paths(value, graph.files); }},
        {"encoding", "its format; else the bytes decide", schema::word(encodings_and("auto")),
         [&](const auto& value) { return read_word(value, read_encoding, graph.encoding); }},
        {"target", "where it runs", schema::word({"cpu", "gpu", "tpu", "auto"}),
         [&](const auto& value) { return read_word(value, read_target, graph.target); }},
        {"threads", "threads for one computation; 0: the shared ones", schema::count(),
         [&](const auto& value) { return put(value.count(), graph.threads); }},
        {"sha256", "digest that the first file must have", schema::text("^[0-9a-f]{64}$"),
         [&](const auto& value) { return read_digest(value, graph.sha256); }},
        {"options", "for a backend that reads options; a guest's own come over it", schema::any_object(),
         [&](const auto& value) { return put(value.object(), graph.options); }},
    };
  }

  Keys limit_keys() const {
    Keys keys;
    for (const LimitEntry& entry : limit_entries()) {
      keys.push_back({entry.key, entry.meaning, schema::amount(entry.unit), [this, &entry](const auto& value) {
                        return read_limit(value, entry.key);
                      }});
    }
    return keys;
  }

  Keys backend_keys() const {
    Keys keys;
    for (const Encoding encoding : kEncodings) {
      keys.push_back({encoding_name(encoding), "the backend that serves it", schema::path(),
                      [this, encoding](const auto& value) { return read_backend(value, encoding); }});
    }
    return keys;
  }

  Keys guest_keys() const {
    GuestSettings& guest = config_.guest;
    return {
        {"dirs", "by path in the guest: a folder of the host", schema::object_of(schema::path()),
         [this](const auto& value) { return read_directories(value); }},
        {"env", "by name: a text, or true for the value that the variable has here",
         schema::object_of(schema::either(schema::text(), Json{{"enum", {true}}}), "^[^=]+$"),
         [this](const auto& value) { return read_environment(value); }},
        {"timeout", "time for the guest as a whole", schema::amount(LimitUnit::Milliseconds),
         [&](const auto& value) { return read_amount(value, parse_milliseconds, guest.timeout_ms); }},
        {"max-memory", "most bytes of its memory", schema::amount(LimitUnit::Bytes),
         [&](const auto& value) { return read_amount(value, parse_byte_size, guest.max_memory_bytes); }},
        {"invoke", "the exported function that is called in the place of the guest's beginning", schema::text(),
         [&](const auto& value) { return put(value.text(), guest.function); }},
    };
  }

  static Json files_schema() {
    Json schema = schema::one_or_list(schema::path());
    schema["anyOf"][1]["minItems"] = 1;
    return schema;
  }

  Json graphs_schema() const {
    NamedGraph none;
    Json graph = schema::object(graph_keys(none));
    graph["required"] = {"files"};
    Json either = files_schema();
    either["anyOf"].push_back(std::move(graph));
    return schema::object_of(std::move(either), kGraphName);
  }

  template <class T>
  static Result<void> put(Result<T> value, T& target) {
    WASINN_ASSIGN(target, std::move(value));
    return {};
  }

  fs::path path_of(const std::string& text) const { return (folder_ / text).lexically_normal(); }

  Result<void> read_path(const JsonReader& value, fs::path& path) const {
    WASINN_ASSIGN(const std::string text, value.text());
    if (text.empty()) return value.wrong("a path cannot be empty");
    path = path_of(text);
    return {};
  }

  Result<void> read_paths(const JsonReader& value, std::vector<fs::path>& paths) const {
    WASINN_ASSIGN(const std::vector<std::string> texts, value.texts());
    paths.clear();
    for (const std::string& text : texts) {
      if (text.empty()) return value.wrong("a path cannot be empty");
      paths.push_back(path_of(text));
    }
    return {};
  }

  Result<void> read_graphs(const JsonReader& value) const {
    return value.each([this](const std::string& name, const JsonReader& graph) { return read_graph(name, graph); });
  }

  Result<void> read_graph(const std::string& name, const JsonReader& value) const {
    NamedGraph graph;
    graph.name = name;
    if (!is_graph_name(name)) return value.wrong_name("a graph's name has 1 to 128 of A-Z a-z 0-9 . _ -");
    WASINN_TRY(value.is_object() ? value.members(graph_keys(graph)) : read_paths(value, graph.files));
    if (graph.files.empty()) return value.wrong("\"files\" must name at least one file");
    set_graph(config_, std::move(graph));
    return {};
  }

  static Result<void> read_digest(const JsonReader& value, std::string& digest) {
    WASINN_TRY(put(value.text(), digest));
    if (!is_sha256_hex(digest)) return value.wrong("a sha256 has 64 digits of 0-9 a-f");
    return {};
  }

  template <class T>
  static Result<void> read_word(const JsonReader& value, Result<T> (*read)(std::string_view), T& target) {
    WASINN_ASSIGN(const std::string word, value.text());
    if (word.empty()) return value.wrong("a word is missing here");
    return put(value.here(read(word)), target);
  }

  Result<void> read_threads(const JsonReader& value) const {
    if (value.is_text()) return read_word(value, read_thread_policy, config_.threads);
    WASINN_ASSIGN(const std::uint32_t count, value.count());
    return put(read_thread_policy(std::to_string(count)), config_.threads);
  }

  Result<void> read_limit(const JsonReader& value, std::string_view key) const {
    WASINN_ASSIGN(const std::string text, value.text_or_number());
    return value.here(set_limit(config_.limits, key, text));
  }

  Result<void> read_allow_load(const JsonReader& value) const {
    WASINN_ASSIGN(const std::vector<std::string> encodings, value.texts());
    std::string list;
    for (const std::string& encoding : encodings) {
      if (encoding.empty()) return value.wrong("a word is missing here");
      list += (list.empty() ? "" : ",") + encoding;
    }
    return value.here(config_.policy.allow_load(list));
  }

  Result<void> read_backend(const JsonReader& value, Encoding encoding) const {
    WASINN_ASSIGN(const std::string backend, value.text());
    return value.here(set_backend(config_, std::string(encoding_name(encoding)) + '=' + backend));
  }

  Result<void> read_backend_options(const JsonReader& value) const {
    return value.each([this](const std::string& backend, const JsonReader& options) {
      return options.each([&](const std::string& key, const JsonReader& option) {
        return put(option.text_or_number(), config_.backend_options[backend][key]);
      });
    });
  }

  Result<void> read_cache(const JsonReader& value) const {
    config_.keep_compiled = !value.is(false);
    if (value.is(false)) return {};
    if (!value.is_text()) return value.wrong("this must be a folder, or false for none");
    return read_path(value, config_.cache);
  }

  static Result<void> read_amount(const JsonReader& value, Result<std::uint64_t> (*read)(std::string_view),
                                  std::uint64_t& target) {
    WASINN_ASSIGN(const std::string text, value.text_or_number());
    return put(value.here(read(text)), target);
  }

  Result<void> read_directories(const JsonReader& value) const {
    return value.each([this](const std::string& guest, const JsonReader& host) -> Result<void> {
      fs::path path;
      WASINN_TRY(read_path(host, path));
      set_directory(config_.guest, {path.string(), guest});
      return {};
    });
  }

  Result<void> read_environment(const JsonReader& value) const {
    return value.each([this](const std::string& name, const JsonReader& content) -> Result<void> {
      if (name.find('=') != name.npos) return content.wrong_name("a variable's name has no '='");
      if (!content.is(true) && !content.is_text()) return content.wrong("this must be a text, or true for the value here");
      WASINN_ASSIGN(auto variable, content.here(read_variable(content.is(true) ? name : name + '=' + *content.text())));
      set_variable(config_.guest, std::move(variable));
      return {};
    });
  }

  Config& config_;
  const fs::path folder_;
};

Result<std::string> text_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.is_open() && !file.bad()) return text;
  return fail(ErrorCode::NotFound, "the configuration file " + path.string() + " cannot be read");
}

/// What is wrong with the text; empty when nothing is, and `config` has it then.
std::vector<Error> fill(std::string_view text, const fs::path& folder, Config& config) {
  auto document = JsonDocument::parse(text);
  if (!document) return {std::move(document).error()};
  Config changed = config;
  const auto good = JsonReader(*document).members(ConfigFile(changed, folder).keys());
  if (good) config = std::move(changed);
  if (!good && !good.error().message.empty()) document->complaints.push_back(good.error());
  return std::move(document->complaints);
}

Error in_file(const fs::path& path, Error error) {
  error.message.insert(0, path.string() + ':');
  return error;
}

}  // namespace

Result<void> parse_config(std::string_view text, const fs::path& folder, Config& config) {
  std::vector<Error> problems = fill(text, folder, config);
  if (!problems.empty()) return fail(std::move(problems.front()));
  return {};
}

Result<void> read_config_file(const fs::path& path, Config& config) {
  WASINN_ASSIGN(const std::string text, text_of_file(path));
  auto parsed = parse_config(text, path.parent_path(), config);
  if (!parsed) return fail(in_file(path, std::move(parsed).error()));
  return {};
}

std::vector<Error> config_file_problems(const fs::path& path) {
  auto text = text_of_file(path);
  if (!text) return {std::move(text).error()};
  Config unused;
  std::vector<Error> problems = fill(*text, path.parent_path(), unused);
  for (Error& problem : problems) problem = in_file(path, std::move(problem));
  return problems;
}

std::string config_schema() {
  Config unused;
  JsonReader::Json out{{"$schema", "http://json-schema.org/draft-07/schema#"},
                       {"title", "Configuration of wasinn"},
                       {"description", "Comments are allowed. Relative paths are taken from the file's own folder."}};
  out.update(schema::object(ConfigFile(unused, {}).keys()));
  constexpr int kIndent = 2;
  return out.dump(kIndent) + '\n';
}

}  // namespace wasinn
