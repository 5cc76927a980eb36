// SPDX-License-Identifier: Apache-2.0
// The onnxruntime backend: runs ONNX models with ONNX Runtime, which it opens at run time.
#include <memory>

#include <wasinn/cores.hpp>
#include <wasinn/plugin.hpp>

#include "environment.h"
#include "library.h"
#include "loader.h"
#include "log.h"

namespace ort {

using wasinn::sdk::usable_core_count;
namespace {

namespace sdk = wasinn::sdk;

unsigned threads_for(const sdk::Host& host) {
  return host.shared_threads() == 0 ? usable_core_count() : host.shared_threads();
}

class OnnxBackend : public sdk::Backend {
 public:
  explicit OnnxBackend(const sdk::Host& host) : OnnxBackend(host, open_library(host.framework_folders())) {}

  std::unique_ptr<sdk::Graph> load(const sdk::LoadRequest& request) const override {
    return load_graph(library_, *environment_, request);
  }

 private:
  OnnxBackend(const sdk::Host& host, const Library& library)
      : Backend({library.version, 1u << WASINN_ENCODING_ONNX, 1u << WASINN_TARGET_CPU, WASINN_TARGET_CPU, {"cpu"}, 0}),
        library_(library),
        log_(host),
        environment_(Environment::obtain(library_, threads_for(host))) {
    host.refuse_unknown_options({});
  }

  const Library library_;
  const LogReceiver log_;  // before the environment, whose end may still log
  const std::shared_ptr<const Environment> environment_;
};

}  // namespace
}  // namespace ort

WASINN_PLUGIN(ort::OnnxBackend)
