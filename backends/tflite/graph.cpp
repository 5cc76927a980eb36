// SPDX-License-Identifier: Apache-2.0
// Loading: with the accelerator where it takes the model, without it where it does not.
#include "graph.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include <wasinn/obstacle.hpp>

#include "context.h"
#include "ports.h"

namespace lite {
namespace {

using wasinn::sdk::CancelScope;
using wasinn::sdk::Failure;
using wasinn::sdk::GraphDescription;
using wasinn::sdk::LoadRequest;
using wasinn::sdk::Port;

constexpr std::uint32_t kMostThreads = 1024;

GraphDescription describe(const Functions& functions, const Instance& instance) {
  return GraphDescription(read_inputs(functions, instance.get()), read_outputs(functions, instance.get()), {}, "cpu",
                          WASINN_TARGET_CPU);
}

void check_request(const LoadRequest& request) {
  if (request.parts().size() != 1) {
    throw Failure(WASINN_INVALID_ARGUMENT,
                  "a TensorFlow Lite model has 1 part, got " + std::to_string(request.parts().size()));
  }
  if (request.parts()[0].byte_size == 0) throw Failure(WASINN_INVALID_ENCODING, "the model has no bytes");
  if (request.threads() > kMostThreads) {
    throw Failure(WASINN_INVALID_ARGUMENT, "at most 1024 threads, got " + std::to_string(request.threads()));
  }
}

std::unique_ptr<Instance> prepared(const std::shared_ptr<const LiteModel>& model, const InstanceOptions& options) {
  auto instance = std::make_unique<Instance>(model, options);
  instance->allocate(WASINN_INVALID_ENCODING);
  return instance;
}

// The first interpreter; says in `options` whether the accelerator took the model. The operators' own checks come first,
// because the accelerator relies on them.
std::unique_ptr<Instance> first_instance(const std::shared_ptr<const LiteModel>& model, InstanceOptions& options) {
  options.accelerated = false;
  auto plain = prepared(model, options);
  options.accelerated = true;
  try {
    return prepared(model, options);
  } catch (const Failure&) {
    options.accelerated = false;
    return plain;
  }
}

}  // namespace

LiteGraph::LiteGraph(std::shared_ptr<const LiteModel> model, const InstanceOptions& options,
                     std::unique_ptr<Instance> first)
    : Graph(describe(model->functions(), *first)),
      model_(std::move(model)),
      options_(options),
      obstacle_(wasinn::sdk::obstacle_in(description().inputs(), description().outputs())),
      spare_(std::move(first)) {}

std::unique_ptr<Instance> LiteGraph::make_instance() const {
  {
    const std::lock_guard lock(mutex_);
    if (spare_) return std::move(spare_);
  }
  return prepared(model_, options_);
}

std::unique_ptr<wasinn::sdk::Context> LiteGraph::create_context() const { return std::make_unique<LiteContext>(*this); }

std::unique_ptr<wasinn::sdk::Graph> load_graph(const Functions& functions, Losses& losses,
                                               const LoadRequest& request, std::uint32_t shared_threads) {
  check_request(request);
  std::atomic<bool> cancelled = false;
  // The framework cannot be stopped while it loads; it is quick, as weights stay where they are.
  const CancelScope scope(request, [&cancelled] { cancelled = true; });
  const wasinn_model_part& part = request.parts()[0];
  auto model = std::make_shared<const LiteModel>(
      functions, std::span(part.data, static_cast<std::size_t>(part.byte_size)), losses, part.path == nullptr);
  InstanceOptions options;
  options.threads = static_cast<std::int32_t>(request.threads() == 0 ? shared_threads : request.threads());
  auto first = first_instance(model, options);
  if (cancelled) throw Failure(WASINN_TIMEOUT, "the load was cancelled");
  return std::make_unique<LiteGraph>(std::move(model), options, std::move(first));
}

}  // namespace lite
