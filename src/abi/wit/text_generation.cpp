// SPDX-License-Identifier: Apache-2.0
// Answers of language models: the pieces of output 0 as texts, and output 1 at the end.
#include "abi/wit/text_generation.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "abi/left_out.h"
#include "abi/wit/extension.h"
#include "backend/answer_end.h"
#include "base/text.h"

namespace wasinn::wit {
namespace {

constexpr std::string_view kPrompt = "prompt";
constexpr std::string_view kOptions = "options";
constexpr std::size_t kText = 0;
constexpr std::size_t kMetadata = 1;

std::string as_guest_text(std::string_view text) { return as_utf8(text, "\uFFFD"); }

bool holds_text(std::span<const Port> ports, std::size_t index) {
  return index < ports.size() && ports[index].type == ElementType::U8;
}

Result<void> check_generates_text(ContextResource& context) {
  const Context& model = context.context();
  const auto prompt = context.input_names().find(kPrompt);
  const auto unknown = [](const Port& port) { return !port.optional && port.name != kPrompt; };
  const bool prompted = prompt && holds_text(model.inputs(), *prompt) && std::ranges::none_of(model.inputs(), unknown);
  if (prompted && model.streams() && holds_text(model.outputs(), kText)) return {};
  return fail(ErrorCode::UnsupportedOperation,
              model.graph_text() + " does not generate text from a prompt; use compute");
}

/// Nothing for every input: steps that go on look at none.
void leave_all_out(ContextResource& context) {
  const std::span<const Port> ports = context.context().inputs();
  for (std::size_t i = 0; i < ports.size(); ++i) context.input_views()[i] = left_out(ports[i]);
}

void take_metadata(TextAnswer& answer, const Context& context, std::span<const TensorView> outputs) {
  if (kMetadata < outputs.size() && holds_text(context.outputs(), kMetadata)) {
    answer.metadata.assign(text_of(outputs[kMetadata].bytes));
  }
}

/// Shows input `input` the bytes of `text`.
Result<void> stage_one(ContextResource& context, std::string_view input, std::string_view text) {
  WASINN_ASSIGN(const std::size_t index, context.input(input));
  const std::array<std::int64_t, 1> size = {static_cast<std::int64_t>(text.size())};
  WASINN_ASSIGN(const Shape shape, Shape::from(size));
  TensorView& view = context.input_views()[index];
  view = {ElementType::U8, shape, bytes_of(text)};
  return context.context().check_input(index, view);
}

Result<void> stage(ContextResource& context, std::string_view prompt, std::string_view options) {
  if (prompt.empty()) return fail(ErrorCode::InvalidArgument, "the prompt is empty");
  leave_all_out(context);
  if (!options.empty()) WASINN_TRY(stage_one(context, kOptions, options));
  return stage_one(context, kPrompt, prompt);
}

/// Computes until there is something to give, or no more.
void advance(ContextResource& context, TextAnswer& answer) {
  while (!answer.end && answer.piece.empty()) {
    auto outputs = context.step(context.input_views());
    if (outputs) {
      answer.piece = as_guest_text(text_of((*outputs)[kText].bytes));
      take_metadata(answer, context.context(), *outputs);
    } else {
      answer.end = std::move(outputs).error();
      if (is_answer_end(answer.end->code)) take_metadata(answer, context.context(), context.context().partial());
    }
  }
}

}  // namespace

Result<void> TextGeneration::start(Rep rep, std::string_view prompt, std::string_view options) {
  WASINN_TRY(check_extension_allowed(guest_));
  ContextResource& context = guest_.context(rep);
  WASINN_TRY(check_generates_text(context));
  context.context().finish();
  context.answer().reset();
  WASINN_TRY(stage(context, prompt, options));
  WASINN_TRY(guest_.keep_shown(context));
  TextAnswer answer;
  advance(context, answer);
  if (answer.end && !is_answer_end(answer.end->code)) return fail(std::move(*answer.end));
  context.answer() = std::move(answer);
  return {};
}

Result<std::string_view> TextGeneration::next(Rep rep) {
  WASINN_ASSIGN(ContextResource * context, answering(rep));
  TextAnswer& answer = *context->answer();
  leave_all_out(*context);
  advance(*context, answer);
  text_ = std::exchange(answer.piece, {});
  context->context().copied_out(text_.size());
  if (!text_.empty() || answer.end->code == ErrorCode::EndOfSequence) return std::string_view(text_);
  return fail(*answer.end);
}

Result<std::string_view> TextGeneration::finish(Rep rep) {
  WASINN_ASSIGN(ContextResource * context, answering(rep));
  context->context().finish();
  text_ = as_guest_text(context->answer()->metadata);
  context->answer().reset();
  return std::string_view(text_);
}

Result<ContextResource*> TextGeneration::answering(Rep rep) {
  WASINN_TRY(check_extension_allowed(guest_));
  ContextResource& context = guest_.context(rep);
  if (context.answer()) return &context;
  return fail(ErrorCode::RuntimeError, context.context().graph_text() + " has no answer under way: call start first");
}

}  // namespace wasinn::wit
