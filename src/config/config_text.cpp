// SPDX-License-Identifier: Apache-2.0
// From a Config back to the keys of the configuration file.
#include "config/config_text.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "policy/limits.h"

namespace wasinn {
namespace {

using Json = nlohmann::ordered_json;

template <class Items, class Name>
Json list_of(const Items& items, Name name) {
  Json out = Json::array();
  for (const auto& item : items) out.push_back(name(item));
  return out;
}

Json paths(const std::vector<std::filesystem::path>& paths) {
  return list_of(paths, [](const std::filesystem::path& path) { return path.string(); });
}

/// A number as people write it, where that says the same.
Json amount(std::uint64_t value, LimitUnit unit) {
  struct Unit {
    LimitUnit of;
    std::uint64_t factor;
    const char* name;
  };
  constexpr Unit kUnits[] = {{LimitUnit::Bytes, 1ULL << 30, "GiB"}, {LimitUnit::Bytes, 1ULL << 20, "MiB"},
                             {LimitUnit::Bytes, 1ULL << 10, "KiB"}, {LimitUnit::Milliseconds, 1000, "s"},
                             {LimitUnit::Milliseconds, 1, "ms"}};
  for (const Unit& known : kUnits) {
    if (known.of == unit && value != 0 && value % known.factor == 0) {
      return std::to_string(value / known.factor) + known.name;
    }
  }
  return value;
}

Json json_of(const NamedGraph& graph) {
  Json out{{"files", paths(graph.files)},
           {"encoding", graph.encoding ? encoding_name(*graph.encoding) : "auto"},
           {"target", target_name(graph.target)},
           {"threads", graph.threads}};
  if (!graph.sha256.empty()) out["sha256"] = graph.sha256;
  if (!graph.options.empty()) out["options"] = Json::parse(graph.options);
  return out;
}

Json graphs_of(const Config& config) {
  Json out = Json::object();
  for (const NamedGraph& graph : config.graphs) out[graph.name] = json_of(graph);
  return out;
}

Json limits_of(const Limits& limits) {
  Json out = Json::object();
  for (const LimitEntry& entry : limit_entries()) {
    out[std::string(entry.key)] = amount(limits.*(entry.value), entry.unit);
  }
  return out;
}

Json loads_of(const Policy& policy) {
  Json out = Json::array();
  for (const Encoding encoding : kEncodings) {
    if (policy.load_from_bytes[static_cast<std::size_t>(encoding)]) out.push_back(encoding_name(encoding));
  }
  return out;
}

Json backends_of(const Config& config) {
  Json out = Json::object();
  for (const Encoding encoding : kEncodings) {
    const std::string& name = config.backend_for[static_cast<std::size_t>(encoding)];
    if (!name.empty()) out[std::string(encoding_name(encoding))] = name;
  }
  return out;
}

Json guest_of(const GuestSettings& guest) {
  Json out{{"dirs", Json::object()}, {"env", Json::object()}};
  for (const auto& directory : guest.directories) out["dirs"][directory.guest] = directory.host;
  for (const auto& variable : guest.environment) out["env"][variable.name] = variable.value;
  out["timeout"] = amount(guest.timeout_ms, LimitUnit::Milliseconds);
  out["max-memory"] = amount(guest.max_memory_bytes, LimitUnit::Bytes);
  if (!guest.function.empty()) out["invoke"] = guest.function;
  return out;
}

Json cache_of(const Config& config) {
  if (!config.keep_compiled) return false;
  return config.cache.empty() ? Json() : Json(config.cache.string());
}

Json threads_of(const ThreadPolicy& policy) {
  return policy.kind == ThreadPolicy::Kind::Count ? Json(policy.count) : Json(policy.text());
}

Json json_of(const Config& config) {
  Json out{{"graphs", graphs_of(config)},
           {"limits", limits_of(config.limits)},
           {"allow-load", loads_of(config.policy)},
           {"unsized-buffers", config.policy.unsized_buffers},
           {"target-fallback", config.policy.target_fallback},
           {"extensions", config.policy.extensions},
           {"plugins", paths(config.plugin_folders)},
           {"frameworks", paths(config.framework_folders)},
           {"backends", backends_of(config)},
           {"backend-options", config.backend_options},
           {"backend-order", config.backend_order},
           {"threads", threads_of(config.threads)},
           {"pooled-guests", config.pooled_guests}};
  if (const Json cache = cache_of(config); !cache.is_null()) out["cache"] = cache;
  out["log"] = log_level_name(config.log_level);
  out["stats"] = config.statistics.empty() ? "none" : config.statistics;
  out["guest"] = guest_of(config.guest);
  return out;
}

/// Writes one document with a comment behind each value that came from somewhere.
class Writer {
 public:
  explicit Writer(std::span<const ConfigStage> stages) {
    for (const ConfigStage& stage : stages) {
      sources_.push_back(stage.source);
      documents_.push_back(json_of(stage.config));
    }
  }

  std::string text() {
    write(documents_.back(), Json::json_pointer(), 0, "");
    return std::move(out_);
  }

 private:
  void write(const Json& value, const Json::json_pointer& place, std::size_t depth, std::string_view comma) {
    if (!value.is_object() || value.empty()) {
      out_ += dumped(value);
      out_ += comma;
      if (const std::string* source = source_of(value, place); source != nullptr) out_ += "  // " + *source;
      out_ += '\n';
      return;
    }
    out_ += "{\n";
    std::size_t left = value.size();
    for (const auto& [name, member] : value.items()) {
      out_ += std::string(2 * depth + 2, ' ') + dumped(name) + ": ";
      write(member, place / name, depth + 1, --left == 0 ? "" : ",");
    }
    out_ += std::string(2 * depth, ' ') + '}' + std::string(comma) + '\n';
  }

  /// The last stage that changed the value; nullptr when none did.
  const std::string* source_of(const Json& value, const Json::json_pointer& place) const {
    for (std::size_t i = documents_.size() - 1; i > 0; --i) {
      const Json& before = documents_[i - 1];
      if (!before.contains(place) || before.at(place) != value) return &sources_[i];
    }
    return nullptr;
  }

  static std::string dumped(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

  std::vector<std::string> sources_;
  std::vector<Json> documents_;
  std::string out_;
};

}  // namespace

std::string config_text(std::span<const ConfigStage> stages) { return Writer(stages).text(); }

}  // namespace wasinn
