// SPDX-License-Identifier: Apache-2.0
// The tflite backend: runs TensorFlow Lite models with TensorFlow Lite, which it opens at run time.
#include <sched.h>

#include <algorithm>
#include <memory>

#include <wasinn/plugin.hpp>

#include "graph.h"
#include "library.h"

namespace lite {
namespace {

namespace sdk = wasinn::sdk;

std::uint32_t usable_processor_count() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  return static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&allowed)));
}

class LiteBackend : public sdk::Backend {
 public:
  explicit LiteBackend(const sdk::Host& host) : LiteBackend(host, open_library(host.framework_folders())) {}

  std::unique_ptr<sdk::Graph> load(const sdk::LoadRequest& request) const override {
    return load_graph(functions_, losses_, request, threads_);
  }

 private:
  LiteBackend(const sdk::Host& host, const Functions& functions)
      : Backend({functions.Version(),
                 1u << WASINN_ENCODING_TENSORFLOWLITE,
                 1u << WASINN_TARGET_CPU,
                 WASINN_TARGET_CPU,
                 {"cpu"},
                 0}),
        functions_(functions),
        threads_(host.shared_threads() == 0 ? usable_processor_count() : host.shared_threads()) {
    host.refuse_unknown_options({});
  }

  const Functions functions_;
  mutable Losses losses_;
  const std::uint32_t threads_;
};

}  // namespace
}  // namespace lite

WASINN_PLUGIN(lite::LiteBackend)
