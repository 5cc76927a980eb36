// SPDX-License-Identifier: Apache-2.0
// The part of the pytorch backend that is built with PyTorch's headers: a plug-in of its own that the other part opens.
#include <mutex>
#include <string>

#include <ATen/Parallel.h>
#include <c10/util/Logging.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/runtime/print_handler.h>
#include <torch/version.h>

#include <wasinn/cores.hpp>
#include <wasinn/plugin.hpp>

#include "loader.h"
#include "version.h"

namespace pytorch {

using wasinn::sdk::usable_core_count;
namespace {

namespace sdk = wasinn::sdk;

static_assert(std::string_view(TORCH_VERSION) == kTorchVersion, "the headers are of another release");

int threads_for(const sdk::Host& host) {
  return static_cast<int>(host.shared_threads() == 0 ? usable_core_count() : host.shared_threads());
}

// Models rarely fork; their forks share one thread.
void set_fork_threads() {
  try {
    at::set_num_interop_threads(1);
  } catch (const c10::Error&) {
    // Somebody in this process opened the same library before and has begun to use such threads.
  }
}

// What the framework keeps once a process.
void settle_process(int threads) {
  static std::once_flag once;
  std::call_once(once, [threads] {
    FLAGS_caffe2_log_level = c10::GLOG_FATAL;
    torch::jit::setPrintHandler([](const std::string& /*text*/) {});
    // Else the first runs of each model are spent on watching it, to specialise for shapes that may change.
    torch::jit::getProfilingMode() = false;
    set_fork_threads();
    at::set_num_threads(threads);
  });
}

class TorchBackend : public sdk::Backend {
 public:
  explicit TorchBackend(const sdk::Host& host)
      : Backend({kTorchVersion,
                 1u << WASINN_ENCODING_PYTORCH,
                 1u << WASINN_TARGET_CPU,
                 WASINN_TARGET_CPU,
                 {"cpu"},
                 0}),
        threads_(threads_for(host)) {
    host.refuse_unknown_options({});
    settle_process(threads_);
  }

  std::unique_ptr<sdk::Graph> load(const sdk::LoadRequest& request) const override {
    return load_graph(request, threads_);
  }

 private:
  const int threads_;
};

}  // namespace
}  // namespace pytorch

WASINN_PLUGIN(pytorch::TorchBackend)
