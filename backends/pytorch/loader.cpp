// SPDX-License-Identifier: Apache-2.0
// The steps of a load, and the checks between them.
#include "loader.h"

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <torch/csrc/autograd/grad_mode.h>
#include <torch/csrc/jit/serialization/import.h>

#include "declared_ports.h"
#include "failures.h"
#include "graph.h"
#include "guest_rules.h"
#include "memory_reader.h"
#include "signature.h"
#include "tensor_bounds.h"

namespace pytorch {
namespace {

using wasinn::sdk::Failure;
using wasinn::sdk::LoadRequest;

constexpr const char* kPortsFile = "wasinn.json";

void check_request(const LoadRequest& request) {
  if (request.parts().size() != 1) {
    throw Failure(WASINN_INVALID_ARGUMENT,
                  "a TorchScript model has 1 part, got " + std::to_string(request.parts().size()));
  }
  if (request.parts()[0].byte_size == 0) throw Failure(WASINN_INVALID_ENCODING, "the model has no bytes");
  if (request.threads() > 1024) {
    throw Failure(WASINN_INVALID_ARGUMENT, "at most 1024 threads, got " + std::to_string(request.threads()));
  }
}

// One load of a model.
class Loading {
 public:
  explicit Loading(const LoadRequest& request)
      : request_(request),
        bytes_(request.parts()[0].data, static_cast<std::size_t>(request.parts()[0].byte_size)),
        from_guest_(request.parts()[0].path == nullptr) {}

  std::unique_ptr<wasinn::sdk::Graph> run(int shared_threads) {
    // The framework cannot be stopped while it loads; what comes too late is dropped.
    const wasinn::sdk::CancelScope scope(request_, [this] { cancelled_ = true; });
    if (from_guest_) check_archive(bytes_);
    torch::jit::ExtraFilesMap files{{kPortsFile, ""}};
    torch::jit::Module module = read_module(files);
    refuse_cancelled();
    Signature signature = read_signature(module.get_method("forward"), read_declared_ports(files[kPortsFile]));
    const int threads = request_.threads() == 0 ? shared_threads : static_cast<int>(request_.threads());
    auto properties = properties_of(module);
    auto graph =
        std::make_unique<TorchGraph>(std::move(module), std::move(signature), std::move(properties), threads);
    refuse_cancelled();
    return graph;
  }

 private:
  torch::jit::Module read_module(torch::jit::ExtraFilesMap& files) const {
    const at::NoGradGuard no_gradients;
    refuse_cancelled();
    // Debug files only tell where in somebody's source a failure happens.
    torch::jit::Module module =
        torch::jit::load(std::make_shared<MemoryReader>(bytes_), c10::Device(c10::kCPU), files, false);
    if (!module.find_method("forward")) {
      throw Failure(WASINN_INVALID_ENCODING, "the TorchScript model has no method 'forward'");
    }
    check_tensors(module);
    if (from_guest_) check_operators(module);
    module.eval();
    return module;
  }

  static wasinn::sdk::GraphDescription::Properties properties_of(const torch::jit::Module& module) {
    return {{"class", module.type()->name()->qualifiedName()}};
  }

  void refuse_cancelled() const {
    if (cancelled_) throw Failure(WASINN_TIMEOUT, "the load was cancelled");
  }

  const LoadRequest& request_;
  const std::span<const std::uint8_t> bytes_;
  const bool from_guest_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace

std::unique_ptr<wasinn::sdk::Graph> load_graph(const LoadRequest& request, int shared_threads) {
  check_request(request);
  return with_failures(load_failure_status, [&] { return Loading(request).run(shared_threads); });
}

}  // namespace pytorch
