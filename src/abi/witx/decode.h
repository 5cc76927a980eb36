// SPDX-License-Identifier: Apache-2.0
// Reading the parameters of the functions out of guest memory: each byte once, everything checked.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/guest_memory.h"
#include "backend/encoding.h"
#include "base/result.h"
#include "host/context.h"
#include "policy/limits.h"
#include "tensor/tensor.h"

namespace wasinn::witx {

/// A number at any alignment; `offset` and the four bytes from there on lie inside.
inline std::uint32_t u32_at(ByteView bytes, std::size_t offset) noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/// A checked place in guest memory for a u32 result, at any alignment. Valid during the call.
class OutU32 {
 public:
  /// Errors: InvalidArgument when the four bytes do not lie in the memory.
  static Result<OutU32> at(const GuestMemory& memory, std::uint32_t pointer);

  void write(std::uint32_t value) const noexcept { std::memcpy(place_, &value, sizeof value); }

 private:
  explicit OutU32(std::byte* place) : place_(place) {}
  std::byte* place_;  // four bytes
};

/// The parts of a model. They lie in guest memory, or in `copies` when other threads of the guest could change them.
struct ModelBytes {
  std::vector<ByteView> parts;
  std::vector<std::vector<std::byte>> copies;
};

/// `execution-target`. Errors: InvalidArgument.
Result<ExecutionTarget> decode_target(std::uint32_t number);

/// The array of `graph-builder`s: `count` pairs {u32 pointer, u32 length}. Errors: InvalidArgument (outside memory,
/// count), TooLarge (over the size of one model, before anything is copied).
Result<ModelBytes> decode_model(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t count,
                                const Limits& limits);

/// A copy of a text of at most `most` bytes; `what` names it in errors. Errors: InvalidArgument.
Result<std::string> decode_text(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t length,
                                std::uint64_t most, std::string_view what);

/// A buffer to write to. One of no bytes may point anywhere. Errors: InvalidArgument.
Result<MutableBytes> decode_buffer(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t length);

/// A buffer with the place for the size of what is put there.
class SizedBuffer {
 public:
  /// Errors: InvalidArgument.
  static Result<SizedBuffer> at(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t length,
                                std::uint32_t written_out);

  /// Puts `bytes` there and tells their size; when they do not fit, the size alone is told. `what` names them.
  /// Errors: TooLarge.
  Result<void> write(ByteView bytes, std::string_view what) const;

 private:
  SizedBuffer(MutableBytes buffer, OutU32 written_out) : buffer_(buffer), written_out_(written_out) {}
  MutableBytes buffer_;
  OutU32 written_out_;
};

/// Which numbers a tensor's type may have: those of the standard, or also that of bf16.
enum class TypeNumbers : std::uint8_t { Standard, Extended };

/// The bytes of one `tensor` in an array of them.
inline constexpr std::uint32_t kTensorBytes = 20;

/// How a guest describes a tensor: all that decides whether an input takes it, and as what. A plain value.
struct TensorForm {
  std::array<std::uint32_t, kMaxRank> dimensions;  ///< `rank` of them
  std::uint32_t rank = kNoRank;
  std::uint32_t data_length = 0;
  std::uint8_t type_number = 0;

  /// The rank of a description that nobody gave, and that is like no other.
  static constexpr std::uint32_t kNoRank = 0xffff'ffff;
};

/// A `tensor` as the guest wrote it down, read once. Valid during the call.
struct GuestTensor {
  TensorForm form;
  MutableBytes data;  ///< in guest memory
};

/// Reads a `tensor`, 20 bytes: u32 dimensions pointer, u32 their number, u8 type and three bytes that mean nothing, u32
/// data pointer, u32 data length. Errors: InvalidArgument.
Result<GuestTensor> read_tensor(const GuestMemory& memory, std::uint32_t pointer);

/// The data of a `tensor` that is described by `form`, in guest memory; nothing when it is described otherwise or lies
/// outside.
std::optional<ByteView> read_tensor_like(const TensorForm& form, const GuestMemory& memory, std::uint32_t pointer) noexcept;

/// What `tensor` is as input `index` of `context`, which accepted it; its bytes lie in guest memory. Depends on nothing
/// but `tensor.form`, `index` and the graph.
/// Guests from before August 2023 number u8 and i32 differently: where the data length fits only the old meaning and
/// the input has that type, it is meant. Errors: InvalidArgument, TooLarge, UnsupportedOperation.
Result<TensorView> accept_tensor(const GuestTensor& tensor, const Context& context, std::uint32_t index,
                                 TypeNumbers numbers = TypeNumbers::Standard);

}  // namespace wasinn::witx
