// SPDX-License-Identifier: Apache-2.0
// The openvino backend: runs models of several formats with OpenVINO, which it opens at run time.
#include <memory>
#include <string>
#include <vector>

#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "calls.h"
#include "devices.h"
#include "library.h"
#include "loader.h"
#include "log.h"
#include "options.h"

namespace openvino {

using wasinn::sdk::Owned;
namespace {

namespace sdk = wasinn::sdk;

constexpr std::uint32_t kEncodings = 1u << WASINN_ENCODING_OPENVINO | 1u << WASINN_ENCODING_ONNX |
                                     1u << WASINN_ENCODING_TENSORFLOW | 1u << WASINN_ENCODING_TENSORFLOWLITE;

/// The framework, opened.
struct Opened {
  explicit Opened(const sdk::Host& host)
      : options(Options::from(host)),
        library(open_library(host.framework_folders())),
        log(host, library.functions),
        calls(library.functions) {
    Call call(calls);
    Core* raw = nullptr;
    call.check(library.functions.core_create(&raw));
    core = Owned<Core>(raw, {library.functions.core_free});
    // A file that is written over must not change a model that is loaded.
    call.check(library.functions.core_set_property(raw, nullptr, "ENABLE_MMAP", "NO"));
    devices = find_devices(library.functions, raw, call);
  }

  sdk::BackendDescription description() const {
    sdk::BackendDescription out{library.version, kEncodings, 0, devices.front().target, {}, 0};
    for (const Device& device : devices) {
      out.targets |= 1u << device.target;
      out.devices.push_back(device.text);
    }
    if ((out.targets & 1u << WASINN_TARGET_CPU) != 0) out.auto_target = WASINN_TARGET_CPU;
    return out;
  }

  const Options options;
  const Library library;
  const LogReceiver log;
  mutable Calls calls;
  Owned<Core> core;
  std::vector<Device> devices;
};

class OpenvinoBackend : public sdk::Backend {
 public:
  explicit OpenvinoBackend(const sdk::Host& host) : OpenvinoBackend(std::make_unique<Opened>(host)) {}

  std::unique_ptr<sdk::Graph> load(const sdk::LoadRequest& request) const override {
    const Opened& opened = *opened_;
    return load_graph({opened.library.functions, opened.core.get(), opened.calls, opened.devices, opened.options},
                      request);
  }

 private:
  explicit OpenvinoBackend(std::unique_ptr<const Opened> opened)
      : Backend(opened->description()), opened_(std::move(opened)) {}

  const std::unique_ptr<const Opened> opened_;
};

}  // namespace
}  // namespace openvino

WASINN_PLUGIN(openvino::OpenvinoBackend)
