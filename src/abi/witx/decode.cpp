// SPDX-License-Identifier: Apache-2.0
// Checked reading of guest parameters.
#include "abi/witx/decode.h"

#include <algorithm>
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

/// The 20 bytes of a `tensor`.
struct TensorRecord {
  explicit TensorRecord(ByteView bytes) noexcept
      : dimensions_pointer(u32_at(bytes, 0)),
        rank(u32_at(bytes, 4)),
        type_number(std::to_integer<std::uint8_t>(bytes[8])),
        data_pointer(u32_at(bytes, 12)),
        data_length(u32_at(bytes, 16)) {}

  /// What it points to; nothing when that lies outside. Where there are no bytes it may point anywhere.
  std::optional<MutableBytes> dimensions(const GuestMemory& memory) const noexcept {
    return memory.range(rank == 0 ? 0 : dimensions_pointer, rank * std::uint64_t{sizeof(std::uint32_t)});
  }
  std::optional<MutableBytes> data(const GuestMemory& memory) const noexcept {
    return memory.range(data_length == 0 ? 0 : data_pointer, data_length);
  }

  std::uint32_t dimensions_pointer;
  std::uint32_t rank;
  std::uint8_t type_number;
  std::uint32_t data_pointer;
  std::uint32_t data_length;
};

Result<void> read_dimensions(const GuestMemory& memory, const TensorRecord& record, TensorForm& form) {
  if (form.rank > kMaxRank) {
    return fail(ErrorCode::InvalidArgument, "a tensor of rank " + std::to_string(form.rank) +
                                                " was given; at most " + std::to_string(kMaxRank) + " is served");
  }
  const auto bytes = record.dimensions(memory);
  if (!bytes) return outside("dimensions", record.dimensions_pointer, form.rank * sizeof(std::uint32_t));
  if (!bytes->empty()) std::memcpy(form.dimensions.data(), bytes->data(), bytes->size());
  return {};
}

Result<void> set_shape(const TensorForm& form, Shape& shape) {
  std::array<std::int64_t, kMaxRank> dimensions;
  std::copy_n(form.dimensions.begin(), form.rank, dimensions.begin());
  return shape.assign(std::span(dimensions).first(form.rank));
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

Result<OutU32> OutU32::at(const GuestMemory& memory, std::uint32_t pointer) {
  const auto bytes = memory.range(pointer, sizeof(std::uint32_t));
  if (!bytes) return outside("the place for the result", pointer, sizeof(std::uint32_t));
  return OutU32(bytes->data());
}

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

Result<GuestTensor> read_tensor(const GuestMemory& memory, std::uint32_t pointer) {
  const auto bytes = memory.range(pointer, kTensorBytes);
  if (!bytes) return outside("the tensor", pointer, kTensorBytes);
  const TensorRecord record(*bytes);
  const auto data = record.data(memory);
  if (!data) return outside("tensor data", record.data_pointer, record.data_length);
  GuestTensor tensor{{{}, record.rank, record.data_length, record.type_number}, *data};
  WASINN_TRY(read_dimensions(memory, record, tensor.form));
  return tensor;
}

std::optional<ByteView> read_tensor_like(const TensorForm& form, const GuestMemory& memory,
                                         std::uint32_t pointer) noexcept {
  const auto bytes = memory.range(pointer, kTensorBytes);
  if (!bytes) return std::nullopt;
  const TensorRecord record(*bytes);
  if (record.rank != form.rank || record.data_length != form.data_length || record.type_number != form.type_number) {
    return std::nullopt;
  }
  const auto dimensions = record.dimensions(memory);
  if (!dimensions) return std::nullopt;
  for (std::size_t axis = 0; axis < form.rank; ++axis) {
    if (u32_at(*dimensions, axis * sizeof(std::uint32_t)) != form.dimensions[axis]) return std::nullopt;
  }
  return record.data(memory);
}

Result<TensorView> accept_tensor(const GuestTensor& tensor, const Context& context, std::uint32_t index,
                                 TypeNumbers numbers) {
  const TensorForm& form = tensor.form;
  const auto choice = type_choice(form.type_number, numbers);
  if (!choice) return no_type(form.type_number, numbers);
  Result<TensorView> accepted;
  TensorView& view = *accepted;
  view.bytes = tensor.data;
  WASINN_TRY(set_shape(form, view.shape));
  const auto ports = context.inputs();
  const Port* const port = index < ports.size() ? &ports[index] : nullptr;
  if (port != nullptr && port->plain_bytes) WASINN_TRY(take_as_bytes(*port, form.data_length, view.shape));
  view.type = port != nullptr ? meant(*choice, view.shape, form.data_length, *port) : choice->type;
  // What the guest contradicts itself in comes before the limits: only a tensor that is one can be too large.
  if (auto whole = view.check(); !whole) return fail(ErrorCode::InvalidArgument, std::move(whole).error().message);
  WASINN_TRY(context.check_input(index, view));
  return accepted;
}

}  // namespace wasinn::witx
