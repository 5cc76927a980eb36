// SPDX-License-Identifier: Apache-2.0
// Filling of wasinn_plugin_host, and the way of a plug-in's log lines.
#include "plugin/host_services.h"

#include <algorithm>
#include <utility>

#include "plugin/call_error.h"

namespace wasinn {

HostServices::HostServices(std::string name, const std::vector<std::filesystem::path>& framework_folders,
                           std::uint32_t shared_threads, BackendOptions options, LogSink log)
    : name_(std::move(name)), options_(std::move(options)), log_(std::move(log)) {
  for (const auto& folder : framework_folders) folders_.push_back(folder.string());
  for (const std::string& folder : folders_) folder_texts_.push_back(folder.c_str());
  folder_texts_.push_back(nullptr);
  for (const auto& [key, value] : options_) option_rows_.push_back({key.c_str(), value.c_str()});
  raw_.struct_size = sizeof raw_;
  raw_.private_data = this;
  raw_.log = log_line;
  raw_.framework_folders = folder_texts_.data();
  raw_.shared_threads = shared_threads;
  raw_.options = option_rows_.data();
  raw_.option_count = option_rows_.size();
}

void HostServices::log_line(void* self, std::uint32_t level, const char* text) noexcept {
  const auto& services = *static_cast<const HostServices*>(self);
  if (!services.log_) return;
  try {
    const auto known = static_cast<LogLevel>(std::min<std::uint32_t>(level, WASINN_LOG_ERROR));
    services.log_(known, services.name_ + ": " + plugin_message(text));
  } catch (...) {
    // A line that there is no memory for is lost; the framework that wrote it must not notice.
  }
}

}  // namespace wasinn
