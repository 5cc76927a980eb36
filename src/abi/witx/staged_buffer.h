// SPDX-License-Identifier: Apache-2.0
// StagedBuffer: the host's own memory for copies of one tensor after another.
#pragma once

#include <cstddef>
#include <utility>

#include "base/result.h"
#include "host/context.h"
#include "host/session.h"
#include "tensor/tensor.h"

namespace wasinn::witx {

/// Memory for a tensor, charged to a session once it is used and kept for the next one, so that repeated inferences
/// allocate nothing and the framework sees the same addresses. Move-only; one thread at a time.
class StagedBuffer {
 public:
  /// `byte_size` bytes at an aligned address; what was in them may be lost. Errors: TooLarge; then nothing changes.
  Result<MutableBytes> reserve(Session& session, std::size_t byte_size) {
    if (!charged_ || byte_size > buffer_.bytes().size()) WASINN_TRY(grow(session, byte_size));
    return first(byte_size);
  }

  /// What `reserve` gave last, of `byte_size` bytes or fewer.
  MutableBytes first(std::size_t byte_size) noexcept { return buffer_.bytes().first(byte_size); }

 private:
  Result<void> grow(Session& session, std::size_t byte_size) {
    WASINN_ASSIGN(TensorRoom room, session.reserve_tensor(byte_size));
    WASINN_ASSIGN(buffer_, TensorBuffer::allocate(byte_size));
    room_ = std::move(room);
    charged_ = true;
    return {};
  }

  TensorRoom room_;
  TensorBuffer buffer_;
  bool charged_ = false;
};

}  // namespace wasinn::witx
