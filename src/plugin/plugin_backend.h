// SPDX-License-Identifier: Apache-2.0
// PluginBackend: a Backend that a plug-in implements.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <wasinn/plugin.h>

#include "backend/backend.h"
#include "plugin/host_services.h"

namespace wasinn {

/// A framework behind a plug-in. Graphs keep it open. Any thread.
class PluginBackend final : public Backend, public std::enable_shared_from_this<PluginBackend> {
 public:
  /// Opens the framework of the plug-in with these functions.
  /// Errors: NotFound when the framework is not installed (what was looked for and where), otherwise what it said.
  static Result<std::shared_ptr<const Backend>> open(const wasinn_plugin& functions, std::string name,
                                                     std::unique_ptr<HostServices> services);

  PluginBackend(const wasinn_plugin& functions, std::unique_ptr<HostServices> services);
  PluginBackend(const PluginBackend&) = delete;
  PluginBackend& operator=(const PluginBackend&) = delete;
  ~PluginBackend() override;

  const BackendInfo& info() const noexcept override { return info_; }
  Result<std::shared_ptr<const Graph>> load(const LoadRequest& request, Cancellation& cancellation) const override;

 private:
  Result<void> open_framework();
  Result<void> read_description();
  Result<wasinn_graph*> load_raw(const wasinn_load_request& request) const;

  wasinn_plugin functions_;
  std::unique_ptr<HostServices> services_;
  wasinn_backend* backend_ = nullptr;
  BackendInfo info_;
};

}  // namespace wasinn
