// SPDX-License-Identifier: Apache-2.0
// Inspection, and inference without tensor resources.
#include "abi/wit/extension.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "abi/left_out.h"
#include "base/text.h"

namespace wasinn::wit {
namespace {

constexpr std::array<std::string_view, 5> kServed = {"inputs", "outputs", "metadata", "infer", "text-generation"};

bool aligned(ByteView bytes, ElementType type) {
  return reinterpret_cast<std::uintptr_t>(bytes.data()) % byte_size(type) == 0;
}

}  // namespace

Result<void> check_extension_allowed(Guest& guest) {
  if (guest.session().host().policy().extensions) return {};
  return fail(ErrorCode::UnsupportedOperation,
              "the operator turned the functions of wasinn:nn-ext off; work without them when supports answers false");
}

bool Extension::supports(std::string_view name) const {
  return check_extension_allowed(guest_) && std::ranges::find(kServed, name) != kServed.end();
}

Result<std::span<const NamedPort>> Extension::inputs(Rep graph) {
  WASINN_TRY(check_extension_allowed(guest_));
  return name(guest_.graph(graph).inputs());
}

Result<std::span<const NamedPort>> Extension::outputs(Rep graph) {
  WASINN_TRY(check_extension_allowed(guest_));
  return name(guest_.graph(graph).outputs());
}

Result<std::span<const NamedPort>> Extension::name(std::span<const Port> ports) {
  names_.emplace(ports);
  ports_.clear();
  for (std::size_t i = 0; i < ports.size(); ++i) ports_.push_back({(*names_)[i], &ports[i]});
  return std::span<const NamedPort>(ports_);
}

Result<std::span<const std::pair<std::string, std::string>>> Extension::metadata(Rep graph) {
  WASINN_TRY(check_extension_allowed(guest_));
  metadata_.clear();
  for (const auto& [key, value] : guest_.graph(graph).info().metadata) {
    metadata_.emplace_back(as_utf8(key), as_utf8(value));
  }
  return std::span<const std::pair<std::string, std::string>>(metadata_);
}

Result<std::span<const NamedOutput>> Extension::infer(Rep rep, std::span<const PlainTensor> inputs) {
  WASINN_TRY(check_extension_allowed(guest_));
  ContextResource& context = guest_.context(rep);
  const Result<void> computed = compute(context, inputs);
  give_copies_back();
  if (!computed) return fail(computed.error());
  WASINN_ASSIGN(const std::span<const TensorView> views, context.outputs());
  outputs_.clear();
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (!context.context().outputs()[i].expressible()) continue;
    outputs_.push_back({context.output_names()[i], views[i]});
    context.context().copied_out(views[i].bytes.size());
  }
  return std::span<const NamedOutput>(outputs_);
}

Result<void> Extension::compute(ContextResource& context, std::span<const PlainTensor> inputs) {
  given_.assign(context.input_names().size(), false);
  for (const PlainTensor& input : inputs) WASINN_TRY(take(context, input));
  WASINN_TRY(fill_left_out(context));
  WASINN_TRY(guest_.keep_shown(context));
  return context.compute(context.input_views());
}

Result<void> Extension::fill_left_out(ContextResource& context) {
  const std::span<const Port> ports = context.context().inputs();
  const auto has = [&](std::size_t i) { return given_[i] || ports[i].optional; };
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (!has(i)) return fail(context.missing(has));
    if (!given_[i]) context.input_views()[i] = left_out(ports[i]);
  }
  return {};
}

Result<void> Extension::take(ContextResource& context, const PlainTensor& input) {
  WASINN_ASSIGN(const std::size_t index, context.input(input.name));
  if (given_[index]) return fail(context.given_twice(input.name));
  TensorView& view = context.input_views()[index];
  view.type = input.type;
  view.bytes = input.data;
  auto checked = assign(view.shape, input.dimensions);
  if (checked) checked = view.check();
  if (!checked) return fail(std::move(checked).error().within(context.input_text(index)));
  WASINN_TRY(context.context().check_input(index, view));
  if (!aligned(view.bytes, view.type)) {
    WASINN_TRY(stage(view));
    context.context().copied_in(view.bytes.size());
  }
  given_[index] = true;
  return {};
}

Result<void> Extension::stage(TensorView& view) {
  const std::size_t size = view.bytes.size();
  WASINN_ASSIGN(TensorRoom room, guest_.session().reserve_tensor(size));
  WASINN_ASSIGN(TensorBuffer buffer, guest_.buffers().take(size));
  if (size > 0) std::memcpy(buffer.bytes().data(), view.bytes.data(), size);
  view.bytes = std::as_const(buffer).bytes().first(size);
  copies_.push_back({std::move(room), std::move(buffer)});
  return {};
}

void Extension::give_copies_back() noexcept {
  for (Copy& copy : copies_) guest_.buffers().give_back(std::move(copy.buffer));
  copies_.clear();
}

}  // namespace wasinn::wit
