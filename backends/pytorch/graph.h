// SPDX-License-Identifier: Apache-2.0
// TorchGraph: one loaded module with its ports.
#pragma once

#include <memory>

#include <torch/csrc/jit/api/module.h>

#include <wasinn/plugin.hpp>

#include "mutation.h"
#include "signature.h"

namespace pytorch {

/// A loaded model. Immutable; contexts run at the same time without a lock. A module that changes itself is copied for
/// each context, so that they share nothing that changes.
class TorchGraph : public wasinn::sdk::Graph {
 public:
  /// `threads` are those of one computation.
  TorchGraph(torch::jit::Module module, Signature signature, wasinn::sdk::GraphDescription::Properties properties,
             int threads);

  std::unique_ptr<wasinn::sdk::Context> create_context() const override;

  const Signature& signature() const noexcept { return signature_; }
  int threads() const noexcept { return threads_; }

  /// Whether the method may write to that argument, or keep it beyond the computation.
  bool needs_copy_of(std::size_t argument) const { return mutation_.state || mutation_.inputs[argument]; }

 private:
  const torch::jit::Module module_;
  const Signature signature_;
  const Mutation mutation_;
  const int threads_;
};

}  // namespace pytorch
