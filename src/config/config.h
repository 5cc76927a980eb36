// SPDX-License-Identifier: Apache-2.0
// Config: everything that an operator can decide, as one plain value.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "backend/encoding.h"
#include "base/log.h"
#include "base/result.h"
#include "config/thread_policy.h"
#include "engine/run_options.h"
#include "plugin/backend_options.h"
#include "policy/limits.h"
#include "policy/policy.h"
#include "registry/named_graphs.h"

namespace wasinn {

/// What every guest gets besides wasi-nn.
struct GuestSettings {
  std::vector<engine::GuestDirectory> directories;
  std::vector<engine::EnvironmentVariable> environment;
  std::uint64_t timeout_ms = 0;        ///< for the guest as a whole; 0: no end
  std::uint64_t max_memory_bytes = 0;  ///< of linear memory; 0: what WebAssembly can address
  std::string function{};              ///< that is called; empty: the guest's own beginning
};

/// The operator's decisions. Sources, each stronger than the one before: these defaults, the configuration file
/// (config/config_file.h), the environment (config/environment.h), the caller.
struct Config {
  Limits limits;
  Policy policy;
  std::vector<NamedGraph> graphs;  ///< one for each name; see `set_graph`

  std::vector<std::filesystem::path> plugin_folders;     ///< empty: the one beside the program
  std::vector<std::filesystem::path> framework_folders;  ///< searched before the usual places
  std::vector<std::string> backend_order;                ///< names that come before all others, best first
  std::array<std::string, kEncodings.size()> backend_for;  ///< the one backend for each encoding; "": by order
  OptionsByBackend backend_options;  ///< see the backends' own descriptions
  ThreadPolicy threads;              ///< of the computations of each backend
  std::uint32_t pooled_guests = 0;   ///< see EngineOptions::pooled_guests; how many are expected at once

  std::filesystem::path cache;    ///< keeps compiled guests and frameworks; empty: the user's usual place
  bool keep_compiled = true;      ///< whether compiled guests are kept there
  LogLevel log_level = LogLevel::Warning;
  std::string statistics;         ///< what the command tells of the graphs at the end: "", "table" or "json"
  GuestSettings guest;
};

/// Adds `graph`, in the place of one that has its name.
void set_graph(Config& config, NamedGraph graph);

/// Names the backend that serves an encoding, from "ENCODING=NAME". Errors: InvalidArgument.
Result<void> set_backend(Config& config, std::string_view choice);

/// Sets an option of one backend, from "NAME.KEY=VALUE". Errors: InvalidArgument.
Result<void> set_backend_option(Config& config, std::string_view option);

/// Sets a limit, from "KEY=VALUE". Errors: InvalidArgument.
Result<void> set_limit(Config& config, std::string_view setting);

/// Sets the directory that guests see as `directory.guest`, in the place of one that they saw there.
void set_directory(GuestSettings& guest, engine::GuestDirectory directory);

/// Sets a variable, in the place of one that has its name.
void set_variable(GuestSettings& guest, engine::EnvironmentVariable variable);

/// The variable "NAME=VALUE", or "NAME" with the value that it has in this process. Errors: InvalidArgument (no name, or
/// no value here).
Result<engine::EnvironmentVariable> read_variable(std::string_view text);

/// "none", "table" or "json" for `Config::statistics`. Errors: InvalidArgument.
Result<std::string> read_statistics_form(std::string_view name);

/// The level of that name: "debug", "info", "warning", "error". Errors: InvalidArgument.
Result<LogLevel> log_level_named(std::string_view name);
std::string_view log_level_name(LogLevel level) noexcept;

/// The encoding of that name in any letter case; nothing for "", "auto" and "autodetect", which leave it to the bytes.
/// Errors: InvalidArgument.
Result<std::optional<Encoding>> read_encoding(std::string_view name);

/// The target of that name in any letter case; `Auto` for "". Errors: InvalidArgument.
Result<ExecutionTarget> read_target(std::string_view name);

}  // namespace wasinn
