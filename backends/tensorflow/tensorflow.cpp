// SPDX-License-Identifier: Apache-2.0
// The tensorflow backend: runs SavedModels and frozen graphs with TensorFlow, which it opens at run time.
#include <memory>

#include <wasinn/plugin.hpp>

#include "library.h"
#include "loader.h"

namespace tf {
namespace {

namespace sdk = wasinn::sdk;

class TfBackend : public sdk::Backend {
 public:
  explicit TfBackend(const sdk::Host& host) : TfBackend(host, open_checked(host)) {}

  std::unique_ptr<sdk::Graph> load(const sdk::LoadRequest& request) const override {
    return load_graph(library_.functions, threads_, request);
  }

 private:
  TfBackend(const sdk::Host& host, Library library)
      : Backend({library.version, 1u << WASINN_ENCODING_TENSORFLOW, 1u << WASINN_TARGET_CPU, WASINN_TARGET_CPU, {"cpu"},
                 0}),
        library_(std::move(library)),
        threads_(host.shared_threads()) {}

  static Library open_checked(const sdk::Host& host) {
    host.refuse_unknown_options({});
    return open_library(host);
  }

  const Library library_;
  const std::uint32_t threads_;
};

}  // namespace
}  // namespace tf

WASINN_PLUGIN(tf::TfBackend)
