// SPDX-License-Identifier: Apache-2.0
// The plug-in: llama.cpp as a backend of wasinn.
#include <wasinn/plugin.hpp>

#include "bounds.h"
#include "cache_pool.h"
#include "library.h"
#include "loader.h"
#include "log.h"

namespace llama {
namespace {

using wasinn::sdk::BackendDescription;
using wasinn::sdk::Host;

/// llama.cpp, opened.
class LlamaBackend : public wasinn::sdk::Backend {
 public:
  explicit LlamaBackend(const Host& host) : LlamaBackend(host, open_library(host.framework_folders())) {}

  std::unique_ptr<wasinn::sdk::Graph> load(const wasinn::sdk::LoadRequest& request) const override {
    return load_model({host_, library_, limits_, pool_}, request);
  }

 private:
  LlamaBackend(const Host& host, const Library& library)
      : Backend(describe(library)),
        host_(host),
        limits_(Limits::from(host)),
        library_(library),
        receiver_(host_),
        pool_(limits_.cache_bytes) {}

  static BackendDescription describe(const Library& library) {
    BackendDescription description;
    description.framework_version = kVersion;
    description.encodings = 1u << WASINN_ENCODING_GGML;
    description.targets = 1u << WASINN_TARGET_CPU;
    description.auto_target = WASINN_TARGET_CPU;
    description.devices = library.devices;
    description.flags = WASINN_BACKEND_READS_OPTIONS;
    return description;
  }

  const Host host_;
  const Limits limits_;
  const Library& library_;
  LogReceiver receiver_;
  mutable CachePool pool_;  // has a lock of its own
};

}  // namespace
}  // namespace llama

WASINN_PLUGIN(llama::LlamaBackend)
