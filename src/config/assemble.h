// SPDX-License-Identifier: Apache-2.0
// From the operator's decisions to a host.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "host/host.h"
#include "plugin/framework_folders.h"

namespace wasinn {

/// What `assemble` needs from its caller besides decisions. All may be empty.
struct AssembleOptions {
  LogSink log;
  GuestFailureSink guest_failure;  ///< see HostOptions
  EnvironmentLookup environment;   ///< for the usual places of frameworks
  std::function<BackendSource(BackendSource)> wrap;  ///< may replace each source, for example by one that observes
};

/// All backends that the operator names anywhere, some perhaps more than once.
std::vector<std::string> named_backends(const Config& config);

/// The folders in which frameworks are looked for: those of `config`, then the usual ones.
std::vector<std::filesystem::path> framework_roots(const Config& config, const EnvironmentLookup& environment);

/// The backends that `config` leads to, in order of preference. A backend that was chosen for an encoding is the only
/// one that serves it. Errors: InvalidArgument (a backend that is named and not there, or does not read the encoding).
Result<std::vector<BackendSource>> backend_sources(const Config& config, const AssembleOptions& options);

/// A host as `config` says, with its backends and named graphs; nothing is loaded yet. Errors: InvalidArgument.
Result<std::unique_ptr<Host>> assemble(const Config& config, const AssembleOptions& options);

}  // namespace wasinn
