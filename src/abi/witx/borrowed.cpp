// SPDX-License-Identifier: Apache-2.0
// Lending guest memory to the framework where that is safe, and copying where it is not.
#include "abi/witx/borrowed.h"

#include <algorithm>
#include <cstring>

namespace wasinn::witx {
namespace {

// Which memory is lent is decided by comparing each output with all other tensors. A model may have so many outputs
// that this would take long; those after the first few are copied.
constexpr std::size_t kMostLentOutputs = 64;

bool overlap(ByteView a, ByteView b) {
  const auto a_begin = reinterpret_cast<std::uintptr_t>(a.data());
  const auto b_begin = reinterpret_cast<std::uintptr_t>(b.data());
  return !a.empty() && !b.empty() && a_begin < b_begin + b.size() && b_begin < a_begin + a.size();
}

bool aligned(ByteView bytes, ElementType type) {
  return reinterpret_cast<std::uintptr_t>(bytes.data()) % byte_size(type) == 0;
}

}  // namespace

BorrowedTensors::BorrowedTensors(const Context& context)
    : inputs_(context.inputs().size()),
      copies_(context.inputs().size()),
      outputs_(context.outputs().size()),
      places_(context.outputs().size()) {}

Result<void> BorrowedTensors::compute(Session& session, Context& context, std::size_t output_count, bool shared) {
  WASINN_TRY(stage_inputs(session, context, shared));
  place_outputs(context, output_count, shared);
  WASINN_ASSIGN(const auto views, context.compute_into(inputs_, std::span(places_).first(output_count)));
  take_outputs(context, views, output_count);
  return {};
}

Result<void> BorrowedTensors::stage_inputs(Session& session, Context& context, bool shared) {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    TensorView& input = inputs_[i];
    if (input.bytes.empty() || (!shared && aligned(input.bytes, input.type))) continue;
    WASINN_ASSIGN(const MutableBytes copy, copies_[i].reserve(session, input.bytes.size()));
    std::memcpy(copy.data(), input.bytes.data(), copy.size());
    input.bytes = copy;
    context.copied_in(copy.size());
  }
  return {};
}

void BorrowedTensors::place_outputs(const Context& context, std::size_t count, bool shared) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto type = context.outputs()[i].type;
    const MutableBytes bytes = outputs_[i].bytes;
    const bool lent = i < kMostLentOutputs && !shared && type && aligned(bytes, *type) && !overlaps_another(i, count);
    places_[i] = lent ? bytes : MutableBytes();
  }
}

bool BorrowedTensors::overlaps_another(std::size_t index, std::size_t count) const {
  const ByteView bytes = outputs_[index].bytes;
  for (const TensorView& input : inputs_) {
    if (overlap(bytes, input.bytes)) return true;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (i != index && overlap(bytes, outputs_[i].bytes)) return true;
  }
  return false;
}

void BorrowedTensors::take_outputs(Context& context, std::span<const TensorView> views, std::size_t count) {
  const std::span<OutputBuffer> outputs = this->outputs(count);
  for (std::size_t i = 0; i < count; ++i) outputs[i].size = views[i].bytes.size();
  if (!std::all_of(outputs.begin(), outputs.end(), [](const auto& output) { return output.fits(); })) return;
  for (std::size_t i = 0; i < count; ++i) {
    const ByteView bytes = views[i].bytes;
    if (bytes.empty() || bytes.data() == outputs[i].bytes.data()) continue;
    std::memcpy(outputs[i].bytes.data(), bytes.data(), bytes.size());
    context.copied_out(bytes.size());
  }
}

}  // namespace wasinn::witx
