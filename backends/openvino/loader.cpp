// SPDX-License-Identifier: Apache-2.0
// The steps of a load, and the framework's settings.
#include "loader.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <utility>

#include <wasinn/owned.hpp>

#include "graph.h"
#include "message.h"
#include "model_reader.h"

namespace openvino {

using wasinn::sdk::Owned;
namespace {

using wasinn::sdk::CancelScope;
using wasinn::sdk::Failure;
using wasinn::sdk::LoadRequest;

constexpr std::uint32_t kMostThreads = 1024;

/// Settings of one compilation.
class Settings {
 public:
  void set(const char* key, std::string value) { pairs_[count_++] = {key, std::move(value)}; }

  int compile(const Framework& framework, const Model* model, const char* device, CompiledModel** compiled) const {
    const auto key = [this](std::size_t i) { return pairs_[i].first; };
    const auto value = [this](std::size_t i) { return pairs_[i].second.c_str(); };
    // The framework reads as many as it is told of.
    return framework.functions.core_compile_model(framework.core, model, device, 2 * count_, compiled, key(0), value(0),
                                                  key(1), value(1), key(2), value(2), key(3), value(3));
  }

 private:
  std::array<std::pair<const char*, std::string>, 4> pairs_{};
  std::size_t count_ = 0;
};

Settings settings_for(const Device& device, const Options& options, std::uint32_t threads) {
  Settings settings;
  if (device.target == WASINN_TARGET_TPU) return settings;
  // Left alone, the framework computes in bfloat16 or float16 where the processor is faster at it.
  if (!options.any_precision) settings.set("INFERENCE_PRECISION_HINT", "f32");
  settings.set("NUM_STREAMS", std::to_string(options.streams));
  if (device.target != WASINN_TARGET_CPU) return settings;
  // Pinning would also bind the thread that computes, which is the host's.
  settings.set("ENABLE_CPU_PINNING", "NO");
  // The framework counts the threads of all streams together.
  if (threads > 0) settings.set("INFERENCE_NUM_THREADS", std::to_string(std::uint64_t{threads} * options.streams));
  return settings;
}

const Device& device_for(const Framework& framework, std::uint32_t target) {
  const auto& devices = framework.devices;
  const auto found =
      std::find_if(devices.begin(), devices.end(), [target](const Device& device) { return device.target == target; });
  if (found != devices.end()) return *found;
  throw Failure(WASINN_UNSUPPORTED_OPERATION, "OpenVINO has no device for that execution target here; it has " +
                                                  devices.front().text);
}

void check_threads(const LoadRequest& request) {
  if (request.threads() <= kMostThreads) return;
  throw Failure(WASINN_INVALID_ARGUMENT, "at most 1024 threads, got " + std::to_string(request.threads()));
}

/// One load of a model. Neither reading nor compiling can be stopped, so a cancelled load ends after the step it is at.
class Loading {
 public:
  Loading(const Framework& framework, const LoadRequest& request)
      : framework_(framework), functions_(framework.functions), request_(request), call_(framework.calls) {}

  std::unique_ptr<wasinn::sdk::Graph> run() {
    const CancelScope scope(request_, [this] { cancelled_ = true; });
    give_up_when_cancelled();
    const Device& device = device_for(framework_, request_.target());
    const Owned<Model> model = ModelReader(functions_, framework_.core, call_, request_).read();
    give_up_when_cancelled();
    Owned<CompiledModel> compiled = compile(model.get(), device);
    give_up_when_cancelled();
    return OpenvinoGraph::make(functions_, framework_.calls, std::move(compiled), model.get(),
                               framework_.options.streams, call_);
  }

 private:
  Owned<CompiledModel> compile(const Model* model, const Device& device) {
    const std::uint32_t threads = request_.threads() > 0 ? request_.threads() : framework_.options.threads;
    const Settings settings = settings_for(device, framework_.options, threads);
    CompiledModel* raw = nullptr;
    if (settings.compile(framework_, model, device.name.c_str(), &raw) != kOk) {
      const std::string reason = call_.reason();
      throw Failure(compile_failure_status(reason), reason);
    }
    return {raw, {functions_.compiled_model_free}};
  }

  void give_up_when_cancelled() const {
    if (cancelled_) throw Failure(WASINN_TIMEOUT, "the load was cancelled");
  }

  const Framework& framework_;
  const Functions& functions_;
  const LoadRequest& request_;
  Call call_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace

std::unique_ptr<wasinn::sdk::Graph> load_graph(const Framework& framework, const LoadRequest& request) {
  check_threads(request);
  return Loading(framework, request).run();
}

}  // namespace openvino
