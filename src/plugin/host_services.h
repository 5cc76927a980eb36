// SPDX-License-Identifier: Apache-2.0
// HostServices: what the host offers to one plug-in, in the form of the plug-in ABI.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <wasinn/plugin.h>

#include "base/log.h"
#include "plugin/backend_options.h"

namespace wasinn {

/// Owns a wasinn_plugin_host and all that it points to. Stays at its address; its log may be called from any thread.
class HostServices {
 public:
  /// Log lines go to `log` (which may be empty) with `name` and ": " before them. `options` are keys with values.
  HostServices(std::string name, const std::vector<std::filesystem::path>& framework_folders,
               std::uint32_t shared_threads, BackendOptions options, LogSink log);
  HostServices(const HostServices&) = delete;
  HostServices& operator=(const HostServices&) = delete;

  const wasinn_plugin_host* get() const noexcept { return &raw_; }

 private:
  static void log_line(void* self, std::uint32_t level, const char* text) noexcept;

  std::string name_;
  std::vector<std::string> folders_;
  std::vector<const char*> folder_texts_;
  BackendOptions options_;
  std::vector<wasinn_property> option_rows_;
  LogSink log_;
  wasinn_plugin_host raw_{};
};

}  // namespace wasinn
