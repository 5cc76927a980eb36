// SPDX-License-Identifier: Apache-2.0
// Changing single decisions, and the words they are written in.
#include "config/config.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

#include "base/text.h"

namespace wasinn {
namespace {

constexpr std::array<std::string_view, 4> kLogLevels = {"debug", "info", "warning", "error"};

tl::unexpected<Error> wrong(std::string what) { return fail(ErrorCode::InvalidArgument, std::move(what)); }

std::string quoted(std::string_view text) { return "'" + printable(text) + "'"; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Replaces the first element that `same` accepts, or appends.
template <class T, class Same>
void put(std::vector<T>& list, T item, Same same) {
  const auto found = std::find_if(list.begin(), list.end(), same);
  if (found == list.end()) {
    list.push_back(std::move(item));
  } else {
    *found = std::move(item);
  }
}

}  // namespace

void set_graph(Config& config, NamedGraph graph) {
  const std::string name = graph.name;
  put(config.graphs, std::move(graph), [&](const NamedGraph& known) { return known.name == name; });
}

Result<void> set_backend(Config& config, std::string_view choice) {
  const std::size_t equals = choice.find('=');
  if (equals == choice.npos || equals + 1 == choice.size()) {
    return wrong(quoted(choice) + " is no choice of a backend; write ENCODING=NAME, for example onnx=onnxruntime");
  }
  WASINN_ASSIGN(const auto encoding, read_encoding(choice.substr(0, equals)));
  if (!encoding) return wrong("a backend is chosen for one encoding, got " + quoted(choice.substr(0, equals)));
  config.backend_for[static_cast<std::size_t>(*encoding)] = choice.substr(equals + 1);
  return {};
}

Result<void> set_backend_option(Config& config, std::string_view option) {
  const std::size_t equals = option.find('=');
  const std::size_t dot = option.substr(0, equals).find('.');
  if (equals == option.npos || dot == option.npos || dot == 0 || dot + 1 == equals) {
    return wrong(quoted(option) + " sets nothing; write NAME.KEY=VALUE, for example openvino.precision=any");
  }
  const std::string name(option.substr(0, dot));
  config.backend_options[name][std::string(option.substr(dot + 1, equals - dot - 1))] = option.substr(equals + 1);
  return {};
}

Result<void> set_limit(Config& config, std::string_view setting) {
  const std::size_t equals = setting.find('=');
  if (equals != setting.npos) return set_limit(config.limits, setting.substr(0, equals), setting.substr(equals + 1));
  return wrong(quoted(setting) + " sets no limit; write KEY=VALUE, and see `wasinn run --limit help`");
}

void set_directory(GuestSettings& guest, engine::GuestDirectory directory) {
  const std::string name = directory.guest;
  put(guest.directories, std::move(directory), [&](const auto& known) { return known.guest == name; });
}

void set_variable(GuestSettings& guest, engine::EnvironmentVariable variable) {
  const std::string name = variable.name;
  put(guest.environment, std::move(variable), [&](const auto& known) { return known.name == name; });
}

Result<engine::EnvironmentVariable> read_variable(std::string_view text) {
  const std::string name(text.substr(0, text.find('=')));
  if (name.empty()) return wrong(quoted(text) + " is no variable; write NAME or NAME=VALUE");
  if (name.size() < text.size()) return engine::EnvironmentVariable{name, std::string(text.substr(name.size() + 1))};
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return wrong("the variable " + printable(name) + " has no value, and the environment has none for it");
  return engine::EnvironmentVariable{name, value};
}

Result<std::string> read_statistics_form(std::string_view name) {
  if (name == "none") return std::string();
  if (name == "table" || name == "json") return std::string(name);
  return wrong(quoted(name) + " is no form of statistics; the forms are none, table, json");
}

Result<LogLevel> log_level_named(std::string_view name) {
  const auto found = std::find(kLogLevels.begin(), kLogLevels.end(), name);
  if (found == kLogLevels.end()) {
    return wrong(quoted(name) + " is no level of the log; the levels are debug, info, warning, error");
  }
  return static_cast<LogLevel>(found - kLogLevels.begin());
}

std::string_view log_level_name(LogLevel level) noexcept { return kLogLevels[static_cast<std::size_t>(level)]; }

Result<std::optional<Encoding>> read_encoding(std::string_view name) {
  const std::string word = lower(name);
  if (word.empty() || word == "auto" || word == "autodetect") return std::optional<Encoding>();
  if (const auto encoding = encoding_named(word)) return encoding;
  return wrong(quoted(name) + " is no encoding; the encodings are openvino, onnx, tensorflow, pytorch, tensorflowlite, "
                              "ggml, and auto to let the model's bytes decide");
}

Result<ExecutionTarget> read_target(std::string_view name) {
  if (name.empty()) return ExecutionTarget::Auto;
  if (const auto target = target_named(lower(name))) return *target;
  return wrong(quoted(name) + " is no target; the targets are cpu, gpu, tpu, auto");
}

}  // namespace wasinn
