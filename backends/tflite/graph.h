// SPDX-License-Identifier: Apache-2.0
// LiteGraph: a loaded model with what its contexts share.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <wasinn/plugin.hpp>

#include "instance.h"

namespace lite {

/// A model and the way to make interpreters of it. Any thread.
class LiteGraph : public wasinn::sdk::Graph {
 public:
  /// `first` is an interpreter of `model`, prepared for the shapes that the model gives; the first context gets it.
  LiteGraph(std::shared_ptr<const LiteModel> model, const InstanceOptions& options, std::unique_ptr<Instance> first);

  const Functions& functions() const noexcept { return model_->functions(); }

  /// An interpreter of its own for a context, prepared. Throws Failure.
  std::unique_ptr<Instance> make_instance() const;

  /// Why no inference is possible, because of types that wasi-nn lacks; empty when it is.
  const std::string& obstacle() const noexcept { return obstacle_; }

  std::unique_ptr<wasinn::sdk::Context> create_context() const override;

 private:
  const std::shared_ptr<const LiteModel> model_;
  const InstanceOptions options_;
  const std::string obstacle_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<Instance> spare_;  // made by the load; guarded by mutex_
};

/// Loads the model of `request`, with `shared_threads` threads where it does not say how many. `functions` and `losses`
/// live longer than the graph. Any thread. Throws Failure.
std::unique_ptr<wasinn::sdk::Graph> load_graph(const Functions& functions, Losses& losses,
                                               const wasinn::sdk::LoadRequest& request, std::uint32_t shared_threads);

}  // namespace lite
