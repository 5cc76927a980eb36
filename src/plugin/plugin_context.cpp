// SPDX-License-Identifier: Apache-2.0
// One inference through a plug-in: tensors there, checked tensors back.
#include "plugin/plugin_context.h"

#include <algorithm>
#include <string>

#include "backend/answer_end.h"
#include "plugin/call_error.h"

namespace wasinn {
namespace {

// No element type: marks an output that the plug-in left alone.
constexpr std::uint32_t kNotFilled = 0xffff;

void describe(const TensorView& view, wasinn_tensor& raw) noexcept {
  // The ABI has one struct for both directions and promises that inputs are only read.
  raw.data = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(view.bytes.data()));
  raw.byte_size = view.bytes.size();
  raw.type = static_cast<std::uint32_t>(view.type);
  raw.rank = static_cast<std::uint32_t>(view.shape.rank());
  std::ranges::copy(view.shape.all_places(), raw.dimensions);
}

void clear(wasinn_tensor& raw, MutableBytes place) noexcept {
  raw.data = place.empty() ? nullptr : reinterpret_cast<std::uint8_t*>(place.data());
  raw.byte_size = place.size();
  raw.type = kNotFilled;
  raw.rank = 0;
}

/// The memory that is lent for an output; foreign types have no bytes to put there.
MutableBytes place_of(std::span<const MutableBytes> places, std::size_t index, const Port& port) noexcept {
  return index < places.size() && port.expressible() ? places[index] : MutableBytes();
}

bool overflows(const wasinn_tensor& raw, MutableBytes place) noexcept {
  return !place.empty() && raw.data == reinterpret_cast<const std::uint8_t*>(place.data()) &&
         raw.byte_size > place.size();
}

ByteView bytes_of(const wasinn_tensor& raw) noexcept {
  return {reinterpret_cast<const std::byte*>(raw.data), static_cast<std::size_t>(raw.byte_size)};
}

bool has_shape(const wasinn_tensor& raw, const Shape& shape) noexcept {
  return raw.rank == shape.rank() && std::equal(raw.dimensions, raw.dimensions + raw.rank, shape.dimensions().data());
}

tl::unexpected<Error> contradiction(std::size_t index, const std::string& what) {
  return fail(ErrorCode::RuntimeError,
              "the plug-in contradicts its interface: output " + std::to_string(index) + " " + what);
}

}  // namespace

PluginContext::PluginContext(const wasinn_plugin& functions, wasinn_context* context, std::size_t input_count,
                             std::span<const Port> outputs)
    : functions_(functions),
      context_(context),
      ports_(outputs),
      inputs_(input_count),
      outputs_(outputs.size()),
      views_(outputs.size()),
      accepted_(outputs.size()) {}

PluginContext::~PluginContext() {
  // Nobody is left to tell of an exception.
  (void)contained([&] { functions_.context_release(context_); });
}

Result<std::span<const TensorView>> PluginContext::compute(std::span<const TensorView> inputs) {
  return run(functions_.context_compute, inputs, {});
}

Result<std::span<const TensorView>> PluginContext::compute_into(std::span<const TensorView> inputs,
                                                                std::span<const MutableBytes> places) {
  if (functions_.context_compute_into == nullptr) return compute(inputs);
  return run(functions_.context_compute_into, inputs, places);
}

Result<std::span<const TensorView>> PluginContext::step(std::span<const TensorView> inputs) {
  if (functions_.context_step == nullptr) return ExecutionContext::step(inputs);
  return run(functions_.context_step, inputs, {});
}

void PluginContext::finish() noexcept {
  if (functions_.context_finish != nullptr) (void)contained([&] { functions_.context_finish(context_); });
}

Result<TensorView> PluginContext::preview(std::span<const TensorView> inputs, std::size_t index) {
  if (functions_.context_preview == nullptr) return ExecutionContext::preview(inputs, index);
  WASINN_TRY(call(functions_.context_preview, inputs, {}));
  if (outputs_[index].data == nullptr) return ExecutionContext::preview(inputs, index);
  WASINN_TRY(accept_output(index));
  return views_[index];
}

Result<std::span<const TensorView>> PluginContext::run(Compute function, std::span<const TensorView> inputs,
                                                       std::span<const MutableBytes> places) {
  auto called = call(function, inputs, places);
  if (!called && !is_answer_end(called.error().code)) return fail(std::move(called).error());
  WASINN_TRY(accept_outputs(places));
  if (!called) return fail(std::move(called).error());
  return std::span<const TensorView>(views_);
}

Result<void> PluginContext::call(Compute function, std::span<const TensorView> inputs,
                                 std::span<const MutableBytes> places) {
  if (inputs.size() != inputs_.size()) {
    return fail(ErrorCode::InvalidArgument, "the graph has " + std::to_string(inputs_.size()) + " inputs, got " +
                                                std::to_string(inputs.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) describe(inputs[i], inputs_[i]);
  for (std::size_t i = 0; i < outputs_.size(); ++i) clear(outputs_[i], place_of(places, i, ports_[i]));
  CallError error;
  return error.run([&](wasinn_error* slot) {
    return function(context_, inputs_.data(), inputs_.size(), outputs_.data(), outputs_.size(), slot);
  });
}

Result<void> PluginContext::accept_outputs(std::span<const MutableBytes> places) {
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const MutableBytes place = place_of(places, i, ports_[i]);
    if (overflows(outputs_[i], place)) {
      return contradiction(i, "has " + std::to_string(outputs_[i].byte_size) + " bytes in memory for " +
                                  std::to_string(place.size()));
    }
    WASINN_TRY(accept_output(i));
  }
  return {};
}

bool PluginContext::as_before(std::size_t index) const noexcept {
  const wasinn_tensor& raw = outputs_[index];
  const TensorView& view = views_[index];
  return accepted_[index] && raw.type == static_cast<std::uint32_t>(view.type) && raw.byte_size == view.bytes.size() &&
         (raw.data != nullptr || raw.byte_size == 0) && has_shape(raw, view.shape);
}

Result<void> PluginContext::accept_output(std::size_t index) {
  // Most models give the same type and shape each time, of which nothing is left to check.
  if (!as_before(index)) {
    accepted_[index] = false;
    WASINN_TRY(check_output(index));
    accepted_[index] = ports_[index].expressible();
  }
  views_[index].bytes = bytes_of(outputs_[index]);
  return {};
}

Result<void> PluginContext::check_output(std::size_t index) {
  const wasinn_tensor& raw = outputs_[index];
  if (!ports_[index].expressible()) {
    if (raw.data == nullptr && raw.byte_size == 0) return {};
    return contradiction(index, "has a foreign type and data");
  }
  const Port& port = ports_[index];
  const bool fits = port.type ? raw.type == static_cast<std::uint32_t>(*port.type) : raw.type < kElementTypeCount;
  if (!fits) {
    return contradiction(index, "is " + port.type_text() + ", got element type " + std::to_string(raw.type));
  }
  if (raw.data == nullptr && raw.byte_size > 0) return contradiction(index, "has no data");
  if (raw.rank > kMaxRank) return contradiction(index, "has rank " + std::to_string(raw.rank));
  const auto shape = Shape::from({raw.dimensions, raw.rank});
  if (!shape) return contradiction(index, "has a wrong shape: " + shape.error().message);
  TensorView& view = views_[index];
  view.type = static_cast<ElementType>(raw.type);
  view.shape = *shape;
  if (shape->fills(raw.byte_size, view.type)) return {};
  return contradiction(index, "has " + std::to_string(raw.byte_size) + " bytes for " + view.text());
}

void PluginContext::show_to(TextSink sink) {
  if (functions_.context_show == nullptr) return;
  sink_ = std::move(sink);
  const auto show = [](void* argument, const std::uint8_t* bytes, std::uint64_t byte_size) {
    if (bytes == nullptr) return;
    (*static_cast<const TextSink*>(argument))({reinterpret_cast<const char*>(bytes), byte_size});
  };
  (void)contained([&] { functions_.context_show(context_, show, &sink_); });
}

TextCounts PluginContext::text_counts() const noexcept {
  if (functions_.context_count == nullptr) return {};
  wasinn_text_counts raw{};
  raw.struct_size = sizeof raw;
  if (!contained([&] { functions_.context_count(context_, &raw); })) return {};
  return {raw.prompt_tokens, raw.cached_tokens, raw.prompt_ns, raw.answer_tokens, raw.answer_ns};
}

void PluginContext::cancel() noexcept {
  (void)contained([&] { functions_.context_cancel(context_, 1); });
}

void PluginContext::clear_cancel() noexcept {
  (void)contained([&] { functions_.context_cancel(context_, 0); });
}

}  // namespace wasinn
