// SPDX-License-Identifier: Apache-2.0
// The interfaces of a backend over the functions of a script.
#include "tests/abi/scripted_backend.h"

#include <memory>

namespace wasinn::plain {
namespace {

class ScriptedContext final : public ExecutionContext {
 public:
  explicit ScriptedContext(const Script& script) : script_(script) {}

  Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs) override {
    outputs_ = script_.on_compute ? script_.on_compute(inputs) : std::vector<TensorView>();
    return outputs_;
  }
  Result<std::span<const TensorView>> compute_into(std::span<const TensorView> inputs,
                                                   std::span<const MutableBytes> places) override {
    if (!script_.on_compute_into) return compute(inputs);
    outputs_ = script_.on_compute_into(inputs, places);
    return outputs_;
  }
  void cancel() noexcept override {}
  void clear_cancel() noexcept override {}

 private:
  const Script& script_;
  std::vector<TensorView> outputs_;
};

class ScriptedGraph final : public Graph {
 public:
  explicit ScriptedGraph(const Script& script)
      : script_(script), info_{"cpu", ExecutionTarget::Cpu, false, script.metadata} {}

  std::span<const Port> inputs() const noexcept override { return script_.inputs; }
  std::span<const Port> outputs() const noexcept override { return script_.outputs; }
  const GraphInfo& info() const noexcept override { return info_; }
  Result<std::unique_ptr<ExecutionContext>> create_context() const override {
    return std::make_unique<ScriptedContext>(script_);
  }

 private:
  const Script& script_;
  GraphInfo info_;
};

class ScriptedBackend final : public Backend {
 public:
  explicit ScriptedBackend(Script script) : script_(std::move(script)) {}

  const BackendInfo& info() const noexcept override { return info_; }
  Result<std::shared_ptr<const Graph>> load(const LoadRequest& request, Cancellation& cancellation) const override {
    if (script_.on_load) script_.on_load(request, cancellation);
    return std::make_shared<const ScriptedGraph>(script_);
  }

 private:
  Script script_;
  BackendInfo info_{"scripted", "1", {Encoding::Onnx}, {ExecutionTarget::Cpu}, {"cpu"}, true};
};

}  // namespace

BackendSource scripted_backend(Script script) {
  auto backend = std::make_shared<const ScriptedBackend>(std::move(script));
  return {"scripted", {Encoding::Onnx}, "", "", "", [backend]() -> Result<std::shared_ptr<const Backend>> { return backend; }};
}

Port port_of(ElementType type, std::initializer_list<std::int64_t> sizes) {
  Port port;
  port.type = type;
  for (const std::int64_t size : sizes) port.dimensions.push_back({size, {}});
  return port;
}

}  // namespace wasinn::plain
