// SPDX-License-Identifier: Apache-2.0
// GuestMemory: the linear memory of a guest as one host call sees it, and the only way to its bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace wasinn {

/// A guest's linear memory during one host call. Made fresh for each call, because growing moves the memory; never kept.
/// Offsets and lengths come from the guest: every access is checked, sums are made in 64 bits, no alignment is assumed.
class GuestMemory {
 public:
  /// A guest that has no memory.
  GuestMemory() = default;

  /// Memory of `bytes`. `shared`: other threads of the guest may write while the host reads, so what is checked must
  /// be copied first.
  explicit GuestMemory(MutableBytes bytes, bool shared = false) noexcept : bytes_(bytes), present_(true), shared_(shared) {}

  bool present() const noexcept { return present_; }
  bool shared() const noexcept { return shared_; }

  /// The `length` bytes at `offset`, or nothing when any of them lies outside. An empty range inside or at the end is valid.
  std::optional<MutableBytes> range(std::uint64_t offset, std::uint64_t length) const noexcept {
    if (offset > bytes_.size() || length > bytes_.size() - offset) return std::nullopt;
    return bytes_.subspan(offset, length);
  }

 private:
  MutableBytes bytes_;
  bool present_ = false;
  bool shared_ = false;
};

}  // namespace wasinn
