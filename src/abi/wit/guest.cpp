// SPDX-License-Identifier: Apache-2.0
// The functions of `wasi:nn` on one guest's resources.
#include "abi/wit/guest.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "abi/left_out.h"
#include "abi/wit/numbers.h"
#include "base/text.h"

namespace wasinn::wit {
namespace {

// Handles beyond the quotas: tensors that were refused room, and errors. A guest that never drops them is stopped
// before they fill the host's memory.
constexpr std::size_t kMostSpare = 16'384;

// Buffers of dropped tensors that wait to be used again.
constexpr std::uint64_t kMostKeptBytes = std::uint64_t{256} << 20;

std::size_t most_tensors(const Limits& limits) { return static_cast<std::size_t>(limits.tensors) + kMostSpare; }

}  // namespace

/// Drops the inputs of a computation, however it ends.
class Guest::Consumption {
 public:
  Consumption(Guest& guest, ContextResource& context, std::span<const NamedTensor> inputs)
      : guest_(guest), context_(context), inputs_(inputs) {}
  ~Consumption() {
    std::ranges::fill(context_.bound(), std::nullopt);
    for (const NamedTensor& input : inputs_) guest_.drop_tensor(input.tensor);
  }
  Consumption(const Consumption&) = delete;
  Consumption& operator=(const Consumption&) = delete;

 private:
  Guest& guest_;
  ContextResource& context_;
  std::span<const NamedTensor> inputs_;
};

Guest::Guest(std::shared_ptr<Session> session)
    : session_(std::move(session)),
      failures_(session_->host()),
      buffers_(std::min(session_->limits().tensor_bytes, kMostKeptBytes)),
      graphs_(static_cast<std::size_t>(session_->limits().graphs)),
      contexts_(static_cast<std::size_t>(session_->limits().contexts)),
      tensors_(most_tensors(session_->limits())),
      errors_(kMostSpare) {}

std::optional<Rep> Guest::new_tensor(std::span<const std::uint32_t> dimensions, ElementType type, ByteView data) {
  if (tensors_.full()) return std::nullopt;
  const Rep rep = tensors_.add();
  TensorResource& tensor = tensors_[rep];
  tensor.view.type = type;
  if (auto filled = fill(tensor, dimensions, data); !filled) {
    tensor.view.bytes = {};
    tensor.room = {};
    tensor.fault = std::make_unique<const Error>(std::move(filled).error());
  }
  return rep;
}

Result<void> Guest::fill(TensorResource& tensor, std::span<const std::uint32_t> dimensions, ByteView data) {
  WASINN_TRY(assign(tensor.view.shape, dimensions));
  tensor.view.bytes = data;
  WASINN_TRY(tensor.view.check());
  if (data.size() > session_->limits().tensor_size) {
    return fail(ErrorCode::TooLarge, "a tensor of " + std::to_string(data.size()) + " bytes was given; at most " +
                                         std::to_string(session_->limits().tensor_size) + " are allowed");
  }
  WASINN_ASSIGN(tensor.room, session_->reserve_tensor(data.size()));
  WASINN_ASSIGN(tensor.buffer, buffers_.take(data.size()));
  if (!data.empty()) std::memcpy(tensor.buffer.bytes().data(), data.data(), data.size());
  tensor.view.bytes = std::as_const(tensor.buffer).bytes().first(data.size());
  return {};
}

ByteView Guest::tensor_data(Rep rep) noexcept {
  const TensorResource& tensor = tensors_[rep];
  if (tensor.source) tensor.source->context().copied_out(tensor.view.bytes.size());
  return tensor.view.bytes;
}

void Guest::drop_tensor(Rep rep) noexcept {
  TensorResource& tensor = tensors_[rep];
  if (tensor.source) {
    std::erase(tensor.source->shown(), rep);
  } else {
    buffers_.give_back(std::move(tensor.buffer));
  }
  tensors_.drop(rep);
}

Result<Rep> Guest::load(std::span<const ByteView> parts, const EncodingRequest& encoding, ExecutionTarget target) {
  return add_graph(session_->load(parts, encoding, target));
}

Result<Rep> Guest::load_by_name(std::string_view name) { return add_graph(session_->load_by_name(name)); }

Result<Rep> Guest::add_graph(Result<GuestGraph> graph) {
  if (!graph) return fail(std::move(graph).error());
  const Rep rep = graphs_.add();
  graphs_[rep] = std::move(*graph);
  return rep;
}

Result<Rep> Guest::init_execution_context(Rep graph) {
  WASINN_ASSIGN(auto context, session_->create_context(graphs_[graph]));
  auto shared = std::make_shared<ContextResource>(std::move(context));
  const Rep rep = contexts_.add();
  contexts_[rep] = std::move(shared);
  return rep;
}

Result<std::span<const NamedTensor>> Guest::compute(Rep rep, std::span<const NamedTensor> inputs) {
  const SharedContext& context = contexts_[rep];
  unbind(*context);
  {
    const Consumption consumption(*this, *context, inputs);
    for (const NamedTensor& input : inputs) WASINN_TRY(bind(*context, input));
    WASINN_TRY(run(*context));
  }
  return show_all(context);
}

Result<void> Guest::bind(ContextResource& context, const NamedTensor& input) {
  WASINN_ASSIGN(const std::size_t index, context.input(input.name));
  std::optional<Rep>& place = context.bound()[index];
  if (place) return fail(context.given_twice(input.name));
  WASINN_TRY(check(context, index, tensors_[input.tensor]));
  place = input.tensor;
  return {};
}

Result<void> Guest::check(ContextResource& context, std::size_t index, const TensorResource& tensor) {
  if (!tensor.fault) return context.context().check_input(index, tensor.view);
  return fail(Error(*tensor.fault).within(context.input_text(index)));
}

void Guest::unbind(ContextResource& context) noexcept {
  for (std::optional<Rep>& place : context.bound()) {
    if (place) drop_tensor(*std::exchange(place, std::nullopt));
  }
}

Result<void> Guest::run(ContextResource& context) {
  const std::span<const Port> ports = std::as_const(context.context()).inputs();
  const auto has = [&](std::size_t i) { return context.bound()[i].has_value() || ports[i].optional; };
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (!has(i)) [[unlikely]] return fail(context.missing(has));
  }
  WASINN_TRY(keep_shown(context));
  std::uint64_t copied = 0;
  for (std::size_t i = 0; i < context.bound().size(); ++i) {
    if (!context.bound()[i]) {
      context.input_views()[i] = left_out(ports[i]);
      continue;
    }
    const TensorResource& tensor = tensors_[*context.bound()[i]];
    context.input_views()[i] = tensor.view;
    if (!tensor.source) copied += tensor.view.bytes.size();
  }
  context.context().copied_in(copied);
  return context.compute(context.input_views());
}

Result<void> Guest::keep_shown(ContextResource& context) {
  std::vector<Rep>& shown = context.shown();
  while (!shown.empty()) {
    TensorResource& tensor = tensors_[shown.back()];
    WASINN_TRY(copy_out_of(tensor));
    tensor.source.reset();
    shown.pop_back();
  }
  return {};
}

Result<void> Guest::copy_out_of(TensorResource& tensor) {
  const ByteView bytes = tensor.view.bytes;
  tensor.room = {};
  auto room = session_->reserve_tensor(bytes.size());
  if (!room) {
    WASINN_ASSIGN(tensor.room, session_->reserve_tensor(0));
    return fail(std::move(room).error().within("outputs of the last computation are still held, and there is no room "
                                               "to keep them over the next one; drop them first"));
  }
  WASINN_ASSIGN(tensor.buffer, buffers_.take(bytes.size()));
  tensor.room = std::move(*room);
  if (!bytes.empty()) std::memcpy(tensor.buffer.bytes().data(), bytes.data(), bytes.size());
  tensor.view.bytes = std::as_const(tensor.buffer).bytes().first(bytes.size());
  return {};
}

Result<std::span<const NamedTensor>> Guest::show_all(const SharedContext& context) {
  WASINN_ASSIGN(const std::span<const TensorView> outputs, context->outputs());
  const std::span<const Port> ports = context->context().outputs();
  results_.clear();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!ports[i].expressible()) continue;
    auto tensor = show(context, outputs[i]);
    if (!tensor) {
      for (const NamedTensor& result : results_) drop_tensor(result.tensor);
      return fail(std::move(tensor).error());
    }
    results_.push_back({context->output_names()[i], *tensor});
  }
  return std::span<const NamedTensor>(results_);
}

Result<Rep> Guest::show(const SharedContext& context, const TensorView& output) {
  WASINN_ASSIGN(TensorRoom room, session_->reserve_tensor(0));
  context->shown().reserve(context->shown().size() + 1);
  const Rep rep = tensors_.add();
  TensorResource& tensor = tensors_[rep];
  tensor.view = output;
  tensor.room = std::move(room);
  tensor.source = context;
  context->shown().push_back(rep);
  return rep;
}

Result<void> Guest::set_input(Rep rep, std::string_view name, Rep tensor) {
  ContextResource& context = *contexts_[rep];
  const auto index = context.input(name);
  auto checked = index ? check(context, *index, tensors_[tensor]) : Result<void>(fail(index.error()));
  if (!checked) {
    drop_tensor(tensor);
    return checked;
  }
  if (auto before = std::exchange(context.bound()[*index], tensor)) drop_tensor(*before);
  return {};
}

Result<void> Guest::compute_bound(Rep context) { return run(*contexts_[context]); }

Result<Rep> Guest::get_output(Rep rep, std::string_view name) {
  const SharedContext& context = contexts_[rep];
  WASINN_ASSIGN(const std::size_t index, context->output(name));
  WASINN_ASSIGN(const std::span<const TensorView> outputs, context->outputs());
  return show(context, outputs[index]);
}

void Guest::drop_context(Rep rep) noexcept {
  const SharedContext context = std::move(contexts_[rep]);
  contexts_.drop(rep);
  unbind(*context);
  if (!context->shown().empty()) context->context().retire();
}

std::optional<Rep> Guest::answer(std::string_view function, const Error& error) {
  failures_.tell(function, error);
  return new_error(shown_code(error.code), guest_error_text(error));
}

std::optional<Rep> Guest::new_error(ErrorCode code, std::string_view text) {
  if (errors_.full()) return std::nullopt;
  const Rep rep = errors_.add();
  errors_[rep] = {code, std::string(utf8_prefix(text, kGuestErrorTextBytes))};
  return rep;
}

}  // namespace wasinn::wit
