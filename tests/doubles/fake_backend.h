// SPDX-License-Identifier: Apache-2.0
// A backend without a framework, for tests of the host: it counts, fails, waits and can be cancelled as a test says.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "backend/backend.h"
#include "registry/backend_registry.h"

namespace wasinn::doubles {

/// Something that one thread waits for and another makes happen.
class Signal {
 public:
  void set() {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    set_ = false;
  }
  bool is_set() const {
    const std::lock_guard lock(mutex_);
    return set_;
  }
  /// Whether it happened, at once or while waiting; a test that waits in vain fails after half a minute.
  bool wait(std::chrono::milliseconds most = std::chrono::seconds(30)) {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, std::chrono::steady_clock::now() + most, [this] { return set_; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

/// A port of a known type; -1 is an unknown size.
inline Port port(std::string name, ElementType type, const std::vector<std::int64_t>& sizes) {
  Port port;
  port.name = std::move(name);
  port.type = type;
  for (const std::int64_t size : sizes) port.dimensions.push_back({size, ""});
  return port;
}

/// What the backend is and does, and what happened to it. Set it up before the host is used; the counts may be read
/// at any time. Without functions it loads everything and copies each input to the output of the same number.
struct FakeFramework {
  std::string name = "fake";
  std::vector<ExecutionTarget> targets = {ExecutionTarget::Cpu};
  bool own_format = true;
  bool reads_options = false;
  std::vector<Port> inputs = {port("x", ElementType::F32, {-1})};
  std::vector<Port> outputs = {port("y", ElementType::F32, {-1})};
  std::function<Result<void>(const LoadRequest& request, Cancellation& cancellation)> on_load;
  std::function<Result<void>(Signal& cancelled)> on_compute;

  std::atomic<int> loads{0};     ///< that were begun
  std::atomic<int> graphs{0};    ///< that live now
  std::atomic<int> contexts{0};  ///< that live now
  std::atomic<int> computes{0};  ///< that were begun
};

class FakeContext : public ExecutionContext {
 public:
  explicit FakeContext(std::shared_ptr<FakeFramework> framework) : framework_(std::move(framework)) {
    ++framework_->contexts;
  }
  ~FakeContext() override { --framework_->contexts; }

  Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs) override {
    ++framework_->computes;
    if (framework_->on_compute) WASINN_TRY(framework_->on_compute(cancelled_));
    if (cancelled_.is_set()) return fail(ErrorCode::RuntimeError, "the fake framework was cancelled");
    copies_.clear();
    views_.clear();
    for (const TensorView& input : inputs) copies_.push_back(Tensor::copy_of(input).value());
    for (const Tensor& copy : copies_) views_.push_back(copy.view());
    return std::span<const TensorView>(views_);
  }
  void cancel() noexcept override { cancelled_.set(); }
  void clear_cancel() noexcept override { cancelled_.clear(); }

 private:
  std::shared_ptr<FakeFramework> framework_;
  Signal cancelled_;
  std::vector<Tensor> copies_;
  std::vector<TensorView> views_;
};

class FakeGraph : public Graph {
 public:
  FakeGraph(std::shared_ptr<FakeFramework> framework, ExecutionTarget target) : framework_(std::move(framework)) {
    info_.target = target;
    info_.device = target_name(target);
    ++framework_->graphs;
  }
  ~FakeGraph() override { --framework_->graphs; }

  std::span<const Port> inputs() const noexcept override { return framework_->inputs; }
  std::span<const Port> outputs() const noexcept override { return framework_->outputs; }
  const GraphInfo& info() const noexcept override { return info_; }
  Result<std::unique_ptr<ExecutionContext>> create_context() const override {
    return std::make_unique<FakeContext>(framework_);
  }

 private:
  std::shared_ptr<FakeFramework> framework_;
  GraphInfo info_;
};

class FakeBackend : public Backend {
 public:
  FakeBackend(std::shared_ptr<FakeFramework> framework, std::vector<Encoding> encodings)
      : framework_(std::move(framework)) {
    info_.name = framework_->name;
    info_.framework_version = "1";
    info_.encodings = std::move(encodings);
    info_.targets = framework_->targets;
    info_.own_format = framework_->own_format;
    info_.reads_options = framework_->reads_options;
  }

  const BackendInfo& info() const noexcept override { return info_; }
  Result<std::shared_ptr<const Graph>> load(const LoadRequest& request, Cancellation& cancellation) const override {
    ++framework_->loads;
    if (framework_->on_load) WASINN_TRY(framework_->on_load(request, cancellation));
    return std::make_shared<FakeGraph>(framework_, request.options.target);
  }

 private:
  std::shared_ptr<FakeFramework> framework_;
  BackendInfo info_;
};

inline BackendSource fake_source(const std::shared_ptr<FakeFramework>& framework,
                                 std::vector<Encoding> encodings = {Encoding::Onnx}) {
  BackendSource source;
  source.name = framework->name;
  source.encodings = encodings;
  source.open = [framework, encodings]() -> Result<std::shared_ptr<const Backend>> {
    return std::make_shared<FakeBackend>(framework, encodings);
  };
  return source;
}

/// For `on_load`: loads until it is cancelled, as a well-behaved framework does.
inline Result<void> load_for_ever(const LoadRequest&, Cancellation& cancellation) {
  Signal cancelled;
  cancellation.on_cancel([&] { cancelled.set(); });
  const bool stopped = cancelled.wait();
  cancellation.on_cancel({});
  return fail(ErrorCode::RuntimeError, stopped ? "the fake load was cancelled" : "nobody cancelled the fake load");
}

/// For `on_compute`: computes until it is cancelled.
inline Result<void> compute_for_ever(Signal& cancelled) {
  const char* const why = cancelled.wait() ? "the fake compute was cancelled" : "nobody cancelled the fake compute";
  return fail(ErrorCode::RuntimeError, why);
}

}  // namespace wasinn::doubles
