// SPDX-License-Identifier: Apache-2.0
// GuestFailures: remembers which of a guest's calls failed, to explain how the guest ended.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "cli/console.h"
#include "host/host.h"

namespace wasinn::cli {

/// Any thread.
class GuestFailures {
 public:
  struct Failure {
    std::string function;  ///< "load_by_name"
    Error error;

    /// Whether it kept the guest from getting a graph: what a guest that ends then is nearly always about.
    bool is_load() const { return std::string_view(function).starts_with("load"); }
  };

  /// Writes each failure to `console` at level Info; it outlives this object.
  explicit GuestFailures(Console& console) : console_(console) {}

  /// What a host tells its failed calls to, for `add`; as long as this object.
  GuestFailureSink sink() {
    return [this](std::string_view function, const Error& error) { add(function, error); };
  }

  /// A call of `function` failed.
  void add(std::string_view function, const Error& error);

  /// The last failure, as long as nothing better is known one that is no mere question for a size.
  std::optional<Failure> last() const;

 private:
  static constexpr std::uint64_t kMostShown = 1000;

  Console& console_;
  mutable std::mutex mutex_;
  std::optional<Failure> last_;
  std::uint64_t count_ = 0;
};

}  // namespace wasinn::cli
