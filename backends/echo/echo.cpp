// SPDX-License-Identifier: Apache-2.0
// The echo backend: every output is a copy of the input with the same index. A template for backend authors, and the
// framework that tests use where a real one would only be in the way.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>

#include <wasinn/plugin.hpp>

#include "model_text.h"

namespace echo {
namespace {

namespace sdk = wasinn::sdk;

constexpr std::uint32_t kAllEncodings = (1u << (WASINN_ENCODING_GGML + 1)) - 1;

// A pause that another thread can end.
class Pause {
 public:
  void cancel() noexcept {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }

  void clear() noexcept { cancelled_ = false; }

  // Waits that long, or for ever when nothing is given. Throws when cancelled before or meanwhile.
  void wait(std::optional<std::chrono::milliseconds> duration) {
    std::unique_lock lock(mutex_);
    const auto cancelled = [this] { return cancelled_.load(); };
    if (!duration) {
      changed_.wait(lock, cancelled);
    } else {
      changed_.wait_for(lock, *duration, cancelled);
    }
    check();
  }

  void check() const {
    if (cancelled_) throw sdk::Failure(WASINN_TIMEOUT, "echo was cancelled");
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> cancelled_ = false;
};

class EchoContext : public sdk::Context {
 public:
  explicit EchoContext(const Model& model) : model_(model), buffers_(model.inputs.size()) {}

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override {
    for (wasinn_tensor& output : outputs) output.data = nullptr;
    compute_into(inputs, outputs);
  }

  void compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override {
    refuse_foreign_inputs();
    misbehave();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool fits = outputs[i].data != nullptr && inputs[i].byte_size <= outputs[i].byte_size;
      outputs[i] = copy(inputs[i], fits ? outputs[i].data : room_for(inputs[i], buffers_[i]));
    }
    for (std::size_t i = inputs.size(); i < outputs.size(); ++i) outputs[i] = foreign_output();
  }

  void cancel() noexcept override { pause_.cancel(); }
  void clear_cancel() noexcept override { pause_.clear(); }

 private:
  void refuse_foreign_inputs() const {
    for (std::size_t i = 0; i < model_.inputs.size(); ++i) {
      if (model_.inputs[i].type != WASINN_TYPE_FOREIGN) continue;
      throw sdk::Failure(WASINN_UNSUPPORTED_OPERATION, "input " + std::to_string(i) + " has the type " +
                                                           model_.inputs[i].type_name +
                                                           ", which wasi-nn tensors cannot express");
    }
  }

  void misbehave() {
    if (model_.endless) pause_.wait(std::nullopt);
    if (model_.delay_ms > 0) pause_.wait(std::chrono::milliseconds(model_.delay_ms));
    pause_.check();
    if (model_.out_of_memory) throw std::bad_alloc();
    if (model_.throw_unknown) throw 1;
    if (!model_.failure.empty()) throw std::runtime_error(model_.failure);
  }

  // The buffer keeps its memory, so that computing again with the same sizes allocates nothing.
  static std::uint8_t* room_for(const wasinn_tensor& input, std::vector<std::uint8_t>& buffer) {
    buffer.resize(static_cast<std::size_t>(input.byte_size));
    return buffer.data();
  }

  static wasinn_tensor copy(const wasinn_tensor& input, std::uint8_t* to) {
    if (input.byte_size > 0) std::memcpy(to, input.data, static_cast<std::size_t>(input.byte_size));
    wasinn_tensor output = input;
    output.data = to;
    return output;
  }

  static wasinn_tensor foreign_output() {
    wasinn_tensor output{};
    output.type = WASINN_TYPE_FOREIGN;
    return output;
  }

  const Model& model_;  // the graph's
  std::vector<std::vector<std::uint8_t>> buffers_;
  Pause pause_;
};

class EchoGraph : public sdk::Graph {
 public:
  explicit EchoGraph(Model model)
      : Graph(sdk::GraphDescription(model.inputs, model.outputs, {{"producer", "echo"}}, "cpu", WASINN_TARGET_CPU)),
        model_(std::move(model)) {}

  std::unique_ptr<sdk::Context> create_context() const override { return std::make_unique<EchoContext>(model_); }

 private:
  Model model_;
};

void wait_while_loading(const sdk::LoadRequest& request, std::uint32_t delay_ms) {
  Pause pause;
  const sdk::CancelScope scope(request, [&pause] { pause.cancel(); });
  if (delay_ms > 0) pause.wait(std::chrono::milliseconds(delay_ms));
  pause.check();
}

class EchoBackend : public sdk::Backend {
 public:
  explicit EchoBackend(const sdk::Host& host)
      : Backend({"1.0.0", kAllEncodings, 1u << WASINN_TARGET_CPU, WASINN_TARGET_CPU, {"cpu"},
                 WASINN_BACKEND_OWN_FORMAT}) {
    host.refuse_unknown_options({});
  }

  std::unique_ptr<sdk::Graph> load(const sdk::LoadRequest& request) const override {
    if (request.parts().size() != 1) {
      throw sdk::Failure(WASINN_INVALID_ARGUMENT, "an echo model has 1 part, got " +
                                                      std::to_string(request.parts().size()));
    }
    const wasinn_model_part& part = request.parts()[0];
    Model model = parse_model({reinterpret_cast<const char*>(part.data), static_cast<std::size_t>(part.byte_size)});
    wait_while_loading(request, model.load_delay_ms);
    if (model.fail_load) throw std::runtime_error("the echo model asked for a failing load");
    return std::make_unique<EchoGraph>(std::move(model));
  }
};

}  // namespace
}  // namespace echo

WASINN_PLUGIN(echo::EchoBackend)
