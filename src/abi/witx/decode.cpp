// SPDX-License-Identifier: Apache-2.0
// Checked reading of guest parameters.
#include "abi/witx/decode.h"

#include <array>
#include <cstring>
#include <utility>

#include "abi/witx/numbers.h"

namespace wasinn::witx {
namespace {

constexpr std::uint64_t kBuilderBytes = 8;
constexpr std::uint64_t kTensorBytes = 20;

tl::unexpected<Error> outside(std::string_view what, std::uint64_t pointer, std::uint64_t length) {
  return fail(ErrorCode::InvalidArgument, std::string(what) + " at " + std::to_string(pointer) + " with " +
                                              std::to_string(length) + " bytes lies outside the guest's memory");
}

Result<MutableBytes> range(const GuestMemory& memory, std::uint64_t pointer, std::uint64_t length,
                           std::string_view what) {
  if (const auto bytes = memory.range(pointer, length)) return *bytes;
  return outside(what, pointer, length);
}

std::uint32_t u32_at(ByteView bytes, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

Result<Shape> decode_dimensions(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t rank) {
  if (rank > kMaxRank) {
    return fail(ErrorCode::InvalidArgument, "a tensor of rank " + std::to_string(rank) +
                                                " was given; at most " + std::to_string(kMaxRank) + " is served");
  }
  constexpr std::uint64_t kDimensionBytes = sizeof(std::uint32_t);
  WASINN_ASSIGN(const ByteView bytes, range(memory, rank == 0 ? 0 : pointer, rank * kDimensionBytes, "dimensions"));
  std::array<std::int64_t, kMaxRank> dimensions{};
  for (std::size_t axis = 0; axis < rank; ++axis) dimensions[axis] = u32_at(bytes, axis * kDimensionBytes);
  return Shape::from(std::span(dimensions).first(rank));
}

ElementType meant(const TypeChoice& choice, const Shape& shape, std::uint64_t byte_size, const Port& port) {
  const bool old = choice.before_2023 && !shape.fills(byte_size, choice.type) &&
                   shape.fills(byte_size, *choice.before_2023) && port.type == choice.before_2023;
  return old ? *choice.before_2023 : choice.type;
}

}  // namespace

Result<OutU32> OutU32::at(const GuestMemory& memory, std::uint32_t pointer) {
  WASINN_ASSIGN(const MutableBytes bytes, range(memory, pointer, sizeof(std::uint32_t), "the place for the result"));
  return OutU32(bytes);
}

void OutU32::write(std::uint32_t value) const noexcept { std::memcpy(bytes_.data(), &value, sizeof value); }

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
  WASINN_ASSIGN(const ByteView builders, range(memory, pointer, count * kBuilderBytes, "the parts of the model"));
  ModelBytes model;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t part = u32_at(builders, i * kBuilderBytes);
    const std::uint32_t length = u32_at(builders, i * kBuilderBytes + sizeof(std::uint32_t));
    WASINN_ASSIGN(const ByteView bytes, range(memory, part, length, "part " + std::to_string(i) + " of the model"));
    model.parts.push_back(bytes);
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
  WASINN_ASSIGN(const ByteView bytes, range(memory, pointer, length, what));
  if (length > most) {
    return fail(ErrorCode::InvalidArgument, "the " + std::string(what) + " has " + std::to_string(length) +
                                                " bytes; at most " + std::to_string(most) + " are read");
  }
  return std::string(text_of(bytes));
}

Result<MutableBytes> decode_buffer(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t length) {
  if (length == 0) return MutableBytes();
  return range(memory, pointer, length, "the buffer");
}

Result<TensorView> decode_tensor(const GuestMemory& memory, std::uint32_t pointer, const Context& context,
                                 std::uint32_t index) {
  WASINN_ASSIGN(const ByteView tensor, range(memory, pointer, kTensorBytes, "the tensor"));
  const std::uint32_t data_length = u32_at(tensor, 16);
  WASINN_ASSIGN(const ByteView data, range(memory, data_length == 0 ? 0 : u32_at(tensor, 12), data_length, "tensor data"));
  const auto number = std::to_integer<std::uint8_t>(tensor[8]);
  const auto choice = type_of(number);
  if (!choice) {
    return fail(ErrorCode::InvalidArgument,
                std::to_string(number) + " is no tensor type; f16 is 0, f32 1, f64 2, u8 3, i32 4, i64 5");
  }
  WASINN_ASSIGN(const Shape shape, decode_dimensions(memory, u32_at(tensor, 0), u32_at(tensor, 4)));
  const auto ports = context.inputs();
  const ElementType type = index < ports.size() ? meant(*choice, shape, data_length, ports[index]) : choice->type;
  // What the guest contradicts itself in comes before the limits: only a tensor that is one can be too large.
  auto view = TensorView::checked(type, shape, data);
  if (!view) return fail(ErrorCode::InvalidArgument, std::move(view).error().message);
  WASINN_TRY(context.check_input(index, *view));
  return view;
}

}  // namespace wasinn::witx
