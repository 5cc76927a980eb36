// SPDX-License-Identifier: Apache-2.0
// BackendRegistry: which backends there are, opened when first asked for, and which one serves an encoding.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "backend/backend.h"
#include "base/result.h"

namespace wasinn {

/// A backend that may be opened: what its manifest says, and how to open it. A plain value.
struct BackendSource {
  std::string name;                 ///< "onnxruntime"
  std::vector<Encoding> encodings;  ///< what it reads once it is open
  std::string found_at;             ///< the plug-in's file, for people
  std::string manifest{};           ///< the file that describes it; empty for one that is part of the program
  std::string how_to_get;           ///< the command that installs a missing framework; may be empty
  std::function<Result<std::shared_ptr<const Backend>>()> open;
  bool on_request = false;  ///< for operators who name it, and nobody else
};

/// The backends of one host, in order of preference. `add` before the first use; all other functions from any thread.
class BackendRegistry {
 public:
  /// Adds a backend after those that are there. Errors: InvalidArgument when the name is taken.
  Result<void> add(BackendSource source);

  /// What there is, in order of preference.
  const std::vector<BackendSource>& sources() const noexcept { return sources_; }

  /// The backend of that name, opened now if it was not. A failure is not kept: the next call tries again.
  /// Errors: NotFound (no such backend), otherwise what opening it said.
  Result<std::shared_ptr<const Backend>> open(std::string_view name) const;

  /// The first backend in order of preference that reads `encoding` and opens.
  /// Errors: InvalidEncoding; the message says what is missing and how to get it.
  Result<std::shared_ptr<const Backend>> serving(Encoding encoding) const;

 private:
  Result<std::shared_ptr<const Backend>> open_at(std::size_t index) const;

  std::vector<BackendSource> sources_;
  mutable std::mutex mutex_;
  mutable std::vector<std::shared_ptr<const Backend>> opened_;  // by index in sources_
};

}  // namespace wasinn
