// SPDX-License-Identifier: Apache-2.0
// What contexts need to know of a module, prepared once.
#include "graph.h"

#include <utility>

#include "context.h"
#include "failures.h"

namespace pytorch {

TorchGraph::TorchGraph(torch::jit::Module module, Signature signature,
                       wasinn::sdk::GraphDescription::Properties properties, int threads)
    : Graph(wasinn::sdk::GraphDescription(signature.inputs, signature.outputs, std::move(properties), "cpu",
                                          WASINN_TARGET_CPU)),
      module_(std::move(module)),
      signature_(std::move(signature)),
      mutation_(find_mutation(*module_.get_method("forward").graph())),
      threads_(threads) {}

std::unique_ptr<wasinn::sdk::Context> TorchGraph::create_context() const {
  return with_failures(compute_failure_status, [this] {
    return std::make_unique<TorchContext>(*this, mutation_.state ? module_.deepcopy() : module_);
  });
}

}  // namespace pytorch
