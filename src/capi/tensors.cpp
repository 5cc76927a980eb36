// SPDX-License-Identifier: Apache-2.0
// Checks on tensors of embedding programs.
#include "capi/tensors.h"

#include <algorithm>
#include <string>

#include "abi/left_out.h"
#include "base/text.h"

namespace wasinn::capi {
namespace {

constexpr std::size_t kMostElementBytes = 8;

bool aligned(const void* data, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(data) % alignment == 0;
}

bool overlap(ByteView a, ByteView b) {
  const auto a_begin = reinterpret_cast<std::uintptr_t>(a.data());
  const auto b_begin = reinterpret_cast<std::uintptr_t>(b.data());
  return !a.empty() && !b.empty() && a_begin < b_begin + b.size() && b_begin < a_begin + a.size();
}

std::string port_text(std::string_view kind, std::size_t index, const Port& port) {
  const std::string name = port.name.empty() ? "" : " '" + printable(port.name) + "'";
  return std::string(kind) + " " + std::to_string(index) + name;
}

tl::unexpected<Error> wrong(std::string what) { return fail(ErrorCode::InvalidArgument, std::move(what)); }

Result<void> check_count(std::string_view kind, std::size_t wanted, std::size_t given, const Context& context) {
  if (wanted == given) return {};
  return wrong(context.graph_text() + " has " + std::to_string(wanted) + " " + std::string(kind) + ", and " +
               std::to_string(given) + " were given");
}

/// A view of what the caller gave, with the checks that the host does not make itself.
Result<void> read_tensor(const wasinn_tensor& given, TensorView& view) {
  if (given.type >= kElementTypeCount) return wrong("it has the element type " + std::to_string(given.type));
  if (given.rank > kMaxRank) return wrong("it has rank " + std::to_string(given.rank) + "; at most 16 are possible");
  if (given.data == nullptr && given.byte_size > 0) return wrong("it has bytes and data NULL");
  view.type = static_cast<ElementType>(given.type);
  WASINN_TRY(view.shape.assign({given.dimensions, given.rank}));
  view.bytes = {reinterpret_cast<const std::byte*>(given.data), static_cast<std::size_t>(given.byte_size)};
  if (!aligned(given.data, byte_size(view.type))) {
    return wrong("its data does not begin at a multiple of " + std::to_string(byte_size(view.type)) + " bytes");
  }
  return view.check();
}

}  // namespace

Tensors::Tensors(const Context& context)
    : context_(context), inputs_(context.inputs().size()), places_(context.outputs().size()) {}

Result<void> Tensors::read_inputs(std::span<const wasinn_tensor> given) {
  WASINN_TRY(check_count("inputs", inputs_.size(), given.size(), context_));
  for (std::size_t i = 0; i < given.size(); ++i) {
    const Port& port = context_.inputs()[i];
    if (port.optional && given[i].data == nullptr && given[i].byte_size == 0) {
      inputs_[i] = left_out(port);
      continue;
    }
    if (auto read = read_tensor(given[i], inputs_[i]); !read) {
      return fail(std::move(read).error().within(context_.graph_text() + ": " + port_text("input", i, port)));
    }
    WASINN_TRY(context_.check_input(i, inputs_[i]));
  }
  return {};
}

Result<void> Tensors::read_places(std::span<const wasinn_tensor> given) {
  WASINN_TRY(check_output_count(given.size()));
  for (std::size_t i = 0; i < given.size(); ++i) {
    const bool brought = given[i].data != nullptr && context_.outputs()[i].expressible();
    const auto size = brought ? static_cast<std::size_t>(given[i].byte_size) : 0;
    places_[i] = {reinterpret_cast<std::byte*>(given[i].data), size};
  }
  for (std::size_t i = 0; i < given.size(); ++i) WASINN_TRY(check_place(i));
  return {};
}

Result<void> Tensors::check_output_count(std::size_t given) const {
  return check_count("outputs", places_.size(), given, context_);
}

Result<void> Tensors::check_place(std::size_t index) const {
  const MutableBytes place = places_[index];
  if (place.empty()) return {};
  const Port& port = context_.outputs()[index];
  const auto refused = [&](const std::string& why) {
    return wrong(context_.graph_text() + ": the memory for " + port_text("output", index, port) + " " + why);
  };
  const std::size_t alignment = port.type ? byte_size(*port.type) : kMostElementBytes;
  if (!aligned(place.data(), alignment)) {
    return refused("does not begin at a multiple of " + std::to_string(alignment) + " bytes");
  }
  const auto meets = [&](ByteView other) { return overlap(place, other); };
  if (std::ranges::any_of(inputs_, [&](const TensorView& input) { return meets(input.bytes); })) {
    return refused("lies over an input");
  }
  if (std::any_of(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(index), meets)) {
    return refused("lies over that for another output");
  }
  return {};
}

void Tensors::write(std::span<const TensorView> outputs, const Context& context, wasinn_tensor* to) noexcept {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    wasinn_tensor& out = to[i];
    out = {};
    out.type = WASINN_TYPE_FOREIGN;
    if (i >= context.outputs().size() || !context.outputs()[i].expressible()) continue;
    const TensorView& view = outputs[i];
    out.data = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(view.bytes.data()));
    out.byte_size = view.bytes.size();
    out.type = static_cast<std::uint32_t>(view.type);
    out.rank = static_cast<std::uint32_t>(view.shape.rank());
    std::ranges::copy(view.shape.dimensions(), out.dimensions);
  }
}

}  // namespace wasinn::capi
