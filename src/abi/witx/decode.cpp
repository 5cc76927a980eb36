// SPDX-License-Identifier: Apache-2.0
// Checked reading of guest parameters.
#include "abi/witx/decode.h"

#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "abi/witx/numbers.h"
#include "base/text.h"

namespace wasinn::witx {
namespace {

constexpr std::uint64_t kBuilderBytes = 8;

tl::unexpected<Error> outside(std::string_view what, std::uint64_t pointer, std::uint64_t length) {
  return fail(ErrorCode::InvalidArgument, std::string(what) + " at " + std::to_string(pointer) + " with " +
                                              std::to_string(length) + " bytes lies outside the guest's memory");
}

Result<void> decode_dimensions(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t rank, Shape& shape) {
  if (rank > kMaxRank) {
    return fail(ErrorCode::InvalidArgument, "a tensor of rank " + std::to_string(rank) +
                                                " was given; at most " + std::to_string(kMaxRank) + " is served");
  }
  constexpr std::uint64_t kDimensionBytes = sizeof(std::uint32_t);
  const auto bytes = memory.range(rank == 0 ? 0 : pointer, rank * kDimensionBytes);
  if (!bytes) return outside("dimensions", pointer, rank * kDimensionBytes);
  std::array<std::int64_t, kMaxRank> dimensions;
  for (std::size_t axis = 0; axis < rank; ++axis) dimensions[axis] = u32_at(*bytes, axis * kDimensionBytes);
  return shape.assign(std::span(dimensions).first(rank));
}

ElementType meant(const TypeChoice& choice, const Shape& shape, std::uint64_t byte_size, const Port& port) {
  const bool old = choice.before_2023 && !shape.fills(byte_size, choice.type) &&
                   shape.fills(byte_size, *choice.before_2023) && port.type == choice.before_2023;
  return old ? *choice.before_2023 : choice.type;
}

std::optional<TypeChoice> type_choice(std::uint8_t number, TypeNumbers numbers) {
  return numbers == TypeNumbers::Extended ? extended_type_of(number) : type_of(number);
}

tl::unexpected<Error> no_type(std::uint8_t number, TypeNumbers numbers) {
  const char* const also = numbers == TypeNumbers::Extended ? ", bf16 6" : "";
  return fail(ErrorCode::InvalidArgument, std::to_string(number) +
                                              " is no tensor type; f16 is 0, f32 1, f64 2, u8 3, i32 4, i64 5" + also);
}

}  // namespace

std::uint32_t u32_at(ByteView bytes, std::size_t offset) noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

Result<OutU32> OutU32::at(const GuestMemory& memory, std::uint32_t pointer) {
  const auto bytes = memory.range(pointer, sizeof(std::uint32_t));
  if (!bytes) return outside("the place for the result", pointer, sizeof(std::uint32_t));
  return OutU32(bytes->data());
}

void OutU32::write(std::uint32_t value) const noexcept { std::memcpy(place_, &value, sizeof value); }

Result<ExecutionTarget> decode_target(std::uint32_t number) {
  if (const auto target = target_of(number)) return *target;
  return fail(ErrorCode::InvalidArgument,
              std::to_string(number) + " is no execution target; cpu is 0, gpu 1, tpu 2, auto 3");
}

Result<ModelBytes> decode_model(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t count,
                                const Limits& limits) {
  if (count == 0 || count > limits.graph_parts) {
    return fail(ErrorCode::InvalidArgument, "a model of " + std::to_string(count) + " parts was given; it has 1 to " +
                                                std::to_string(limits.graph_parts));
  }
  const auto builders = memory.range(pointer, count * kBuilderBytes);
  if (!builders) return outside("the list of the model's parts", pointer, count * kBuilderBytes);
  ModelBytes model;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t part = u32_at(*builders, i * kBuilderBytes);
    const std::uint32_t length = u32_at(*builders, i * kBuilderBytes + sizeof(std::uint32_t));
    const auto bytes = memory.range(part, length);
    if (!bytes) return outside("part " + std::to_string(i) + " of the model", part, length);
    model.parts.push_back(*bytes);
    total += length;
  }
  if (!memory.shared()) return model;
  if (total > limits.graph_bytes) {
    return fail(ErrorCode::TooLarge, "a model of " + std::to_string(total) + " bytes was given; at most " +
                                         std::to_string(limits.graph_bytes) + " are loaded from bytes");
  }
  for (ByteView& part : model.parts) {
    model.copies.emplace_back(part.begin(), part.end());
    part = model.copies.back();
  }
  return model;
}

Result<std::string> decode_text(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t length,
                                std::uint64_t most, std::string_view what) {
  const auto bytes = memory.range(pointer, length);
  if (!bytes) return outside(what, pointer, length);
  if (length > most) {
    return fail(ErrorCode::InvalidArgument, "the " + std::string(what) + " has " + std::to_string(length) +
                                                " bytes; at most " + std::to_string(most) + " are read");
  }
  return std::string(text_of(*bytes));
}

Result<MutableBytes> decode_buffer(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t length) {
  if (length == 0) return MutableBytes();
  if (const auto bytes = memory.range(pointer, length)) return *bytes;
  return outside("the buffer", pointer, length);
}

Result<SizedBuffer> SizedBuffer::at(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t length,
                                    std::uint32_t written_out) {
  WASINN_ASSIGN(const OutU32 place, OutU32::at(memory, written_out));
  WASINN_ASSIGN(const MutableBytes buffer, decode_buffer(memory, pointer, length));
  return SizedBuffer(buffer, place);
}

Result<void> SizedBuffer::write(ByteView bytes, std::string_view what) const {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (bytes.size() <= kMost) written_out_.write(static_cast<std::uint32_t>(bytes.size()));
  if (bytes.size() > buffer_.size()) {
    return fail(ErrorCode::TooLarge, "the " + std::string(what) + " has " + std::to_string(bytes.size()) +
                                         " bytes, and the guest's buffer " + std::to_string(buffer_.size()));
  }
  if (!bytes.empty()) std::memcpy(buffer_.data(), bytes.data(), bytes.size());
  written_out_.write(static_cast<std::uint32_t>(bytes.size()));
  return {};
}

/// Guests give texts with any dimensions: the number of bytes is what counts.
Result<void> take_as_bytes(const Port& port, std::uint32_t byte_size, Shape& shape) {
  if (byte_size == 0 && !port.optional) {
    return fail(ErrorCode::InvalidArgument, "input '" + printable(port.name) + "' is empty");
  }
  WASINN_ASSIGN(shape, Shape::from(std::array<std::int64_t, 1>{byte_size}));
  return {};
}

Result<TensorView> decode_tensor(const GuestMemory& memory, std::uint32_t pointer, const Context& context,
                                 std::uint32_t index, TypeNumbers numbers) {
  const auto tensor = memory.range(pointer, kTensorBytes);
  if (!tensor) return outside("the tensor", pointer, kTensorBytes);
  const std::uint32_t data_length = u32_at(*tensor, 16);
  const std::uint32_t data_pointer = u32_at(*tensor, 12);
  const auto data = memory.range(data_length == 0 ? 0 : data_pointer, data_length);
  if (!data) return outside("tensor data", data_pointer, data_length);
  const auto number = std::to_integer<std::uint8_t>((*tensor)[8]);
  const auto choice = type_choice(number, numbers);
  if (!choice) return no_type(number, numbers);
  Result<TensorView> decoded;  // filled in place: on the path of every inference copies of shapes are felt
  TensorView& view = *decoded;
  view.bytes = *data;
  WASINN_TRY(decode_dimensions(memory, u32_at(*tensor, 0), u32_at(*tensor, 4), view.shape));
  const auto ports = context.inputs();
  if (index < ports.size() && ports[index].plain_bytes) WASINN_TRY(take_as_bytes(ports[index], data_length, view.shape));
  view.type = index < ports.size() ? meant(*choice, view.shape, data_length, ports[index]) : choice->type;
  // What the guest contradicts itself in comes before the limits: only a tensor that is one can be too large.
  if (auto whole = view.check(); !whole) return fail(ErrorCode::InvalidArgument, std::move(whole).error().message);
  WASINN_TRY(context.check_input(index, view));
  return decoded;
}

}  // namespace wasinn::witx
