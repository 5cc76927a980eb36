// SPDX-License-Identifier: Apache-2.0
// Computing without a guest.
#include <atomic>
#include <memory>
#include <span>
#include <utility>

#include "backend/answer_end.h"
#include "capi/graph.h"
#include "capi/tensors.h"
#include "capi/wall.h"

struct wasinn_context {
  wasinn_context(wasinn::capi::SessionHold owner, std::unique_ptr<wasinn::Context> made)
      : hold(std::move(owner)), context(std::move(made)), tensors(*context) {}

  wasinn::capi::SessionHold hold;
  std::unique_ptr<wasinn::Context> context;
  wasinn::capi::Tensors tensors;
  std::atomic<bool> in_use = false;
};

namespace wasinn::capi {
namespace {

using Views = Result<std::span<const TensorView>>;

/// Keeps the lists of a context to one thread.
class Use {
 public:
  explicit Use(wasinn_context& context) : context_(context), alone_(!context.in_use.exchange(true)) {}
  ~Use() {
    if (alone_) context_.in_use = false;
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  Result<void> check() const {
    if (alone_) return {};
    return fail(ErrorCode::Busy, "another thread is computing on the same execution context");
  }

 private:
  wasinn_context& context_;
  const bool alone_;
};

Views compute(wasinn_context& context, std::span<const wasinn_tensor> inputs, std::span<const wasinn_tensor> outputs) {
  WASINN_TRY(context.tensors.read_inputs(inputs));
  WASINN_TRY(context.tensors.read_places(outputs));
  return context.context->compute_into(context.tensors.inputs(), context.tensors.places());
}

Views step(wasinn_context& context, std::span<const wasinn_tensor> inputs, std::span<const wasinn_tensor> outputs) {
  if (!context.context->streams()) {
    return fail(ErrorCode::UnsupportedOperation,
                context.context->graph_text() + " gives its outputs at once; use wasinn_context_compute");
  }
  WASINN_TRY(context.tensors.read_inputs(inputs));
  WASINN_TRY(context.tensors.check_output_count(outputs.size()));
  return context.context->step(context.tensors.inputs());
}

/// What both ways to compute have in common.
wasinn_status serve(const char* function, wasinn_context* context, const wasinn_tensor* inputs,
                    std::uint64_t input_count, wasinn_tensor* outputs, std::uint64_t output_count, wasinn_error* error,
                    Views (*work)(wasinn_context&, std::span<const wasinn_tensor>, std::span<const wasinn_tensor>)) {
  const auto none = [](const void* list, std::uint64_t count) { return list == nullptr && count > 0; };
  static const char kThere = 0;
  return answer(function, error,
                {{"context", context},
                 {"inputs", none(inputs, input_count) ? nullptr : &kThere},
                 {"outputs", none(outputs, output_count) ? nullptr : &kThere}},
                [&]() -> Result<void> {
                  const Use use(*context);
                  WASINN_TRY(use.check());
                  const Views views = work(*context, {inputs, static_cast<std::size_t>(input_count)},
                                           {outputs, static_cast<std::size_t>(output_count)});
                  if (views) {
                    Tensors::write(*views, *context->context, outputs);
                    return {};
                  }
                  if (is_answer_end(views.error().code)) {
                    Tensors::write(context->context->partial(), *context->context, outputs);
                  }
                  return fail(views.error());
                });
}

}  // namespace
}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_context_new(wasinn_graph* graph, wasinn_context** context, wasinn_error* error) {
  return answer(__func__, error, {{"graph", graph}, {"context", context}}, [&]() -> Result<void> {
    WASINN_ASSIGN(auto made, graph->hold.session->create_context(graph->graph));
    *context = new wasinn_context(graph->hold, std::move(made));
    return {};
  });
}

void wasinn_context_delete(wasinn_context* context) { delete context; }

wasinn_status wasinn_context_compute(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                     wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  return capi::serve(__func__, context, inputs, input_count, outputs, output_count, error, capi::compute);
}

wasinn_status wasinn_context_step(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                  wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  return capi::serve(__func__, context, inputs, input_count, outputs, output_count, error, capi::step);
}

void wasinn_context_finish(wasinn_context* context) {
  if (context == nullptr || !context->context->streams()) return;
  const capi::Use use(*context);
  if (use.check()) context->context->finish();
}
