// SPDX-License-Identifier: Apache-2.0
// The onnxruntime backend: runs ONNX models with ONNX Runtime, which it opens at run time.
#include <memory>
#include <string>
#include <string_view>

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

bool read_spin(std::string_view text) {
  if (text.empty() || text == "on" || text == "off") return text != "off";
  throw sdk::Failure(WASINN_INVALID_ARGUMENT, "option spin is on or off, got '" + std::string(text) + "'");
}

Pool pool_for(const sdk::Host& host) {
  host.refuse_unknown_options({"spin"});
  return {host.shared_threads() == 0 ? usable_core_count() : host.shared_threads(), read_spin(host.option("spin"))};
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
        environment_(Environment::obtain(library_, pool_for(host))) {}

  const Library library_;
  const LogReceiver log_;  // before the environment, whose end may still log
  const std::shared_ptr<const Environment> environment_;
};

}  // namespace
}  // namespace ort

WASINN_PLUGIN(ort::OnnxBackend)
