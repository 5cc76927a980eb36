// SPDX-License-Identifier: Apache-2.0
// Losses: how much the framework took with it by giving up on models.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include <wasinn/plugin.hpp>

namespace lite {

/// Counts interpreters that can neither be used nor given back, for one backend. Guests must not be able to use up the
/// process's memory with them, so after the first few nothing more is made that could be lost. Any thread.
class Losses {
 public:
  /// An interpreter over a model of that many bytes is lost.
  void add(std::uint64_t model_bytes) noexcept {
    count_.fetch_add(1, std::memory_order_relaxed);
    bytes_.fetch_add(model_bytes, std::memory_order_relaxed);
  }

  /// Throws Failure with WASINN_RUNTIME_ERROR when there were too many to go on: for models that guests bring after 64,
  /// or 256 MiB of such models, and for those that the operator names after 256.
  void refuse_after_too_many(bool from_guest) const {
    const std::uint64_t count = count_.load(std::memory_order_relaxed);
    const bool many_bytes = bytes_.load(std::memory_order_relaxed) > (std::uint64_t{256} << 20);
    if (from_guest ? count < 64 && !many_bytes : count < 256) return;
    throw wasinn::sdk::Failure(WASINN_RUNTIME_ERROR,
                               "the framework gave up on models " + std::to_string(count) +
                                   " times in this process and cannot be trusted to go on; start the host again");
  }

 private:
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint64_t> bytes_{0};
};

}  // namespace lite
