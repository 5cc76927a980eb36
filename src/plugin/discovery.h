// SPDX-License-Identifier: Apache-2.0
// Finds plug-ins by their manifests and makes backend sources of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/log.h"
#include "plugin/backend_options.h"
#include "registry/backend_registry.h"

namespace wasinn {

/// What plug-ins are opened with. A plain value.
struct PluginOptions {
  std::vector<std::filesystem::path> framework_roots;  ///< where frameworks are; see default_framework_roots
  LogSink log;                                         ///< receives what plug-ins say; may be empty
  std::uint32_t shared_threads = 0;                    ///< threads that all graphs of a backend share; 0: its choice
  OptionsByBackend backend_options;                    ///< handed to each backend when it is opened
};

/// The backends whose manifests (`*.json`) lie in `folders`, in order of preference: those that read fewer encodings
/// first, then folders in the given order, then manifests by file name. Those that are there on request only are among
/// them. A folder that does not exist is passed over, a manifest that is wrong is logged and passed over, and of two
/// backends of one name the first counts. Nothing is loaded before `open` is called; a source may be opened more than
/// once.
std::vector<BackendSource> discover(std::span<const std::filesystem::path> folders, const PluginOptions& options);

}  // namespace wasinn
