// SPDX-License-Identifier: Apache-2.0
// MemoryReader: a model's bytes as PyTorch reads them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include <caffe2/serialize/read_adapter_interface.h>

namespace pytorch {

/// Reads from bytes that stay in place while it lives. Reads past their end are short, never more than that.
class MemoryReader final : public caffe2::serialize::ReadAdapterInterface {
 public:
  explicit MemoryReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::size_t size() const override { return bytes_.size(); }

  std::size_t read(std::uint64_t position, void* buffer, std::size_t count, const char* /*what*/) const override {
    if (position >= bytes_.size()) return 0;
    const std::size_t available = std::min(count, bytes_.size() - static_cast<std::size_t>(position));
    if (available > 0) std::memcpy(buffer, bytes_.data() + position, available);
    return available;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace pytorch
