// SPDX-License-Identifier: Apache-2.0
// FakeHost: a host over the backend without a framework, and short ways for a test to be its guest.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"
#include "host/session.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/fake_backend.h"

namespace wasinn::doubles {

class FakeHost {
 public:
  explicit FakeHost(const Limits& limits = {}, const Policy& policy = {})
      : host_({limits, policy, [this](LogLevel, std::string_view text) {
                 const std::lock_guard lock(log_mutex_);
                 log_ += std::string(text) + '\n';
               }}) {
    (void)host_.add_backend(fake_source(framework_));
  }

  Host& host() { return host_; }
  FakeFramework& framework() { return *framework_; }
  const TemporaryFolder& folder() const { return folder_; }

  std::string log() const {
    const std::lock_guard lock(log_mutex_);
    return log_;
  }

  /// Gives a name to a new file that holds `bytes`.
  void add_graph(const std::string& name, std::string_view bytes = "model",
                 ExecutionTarget target = ExecutionTarget::Auto, const std::string& options = "") {
    NamedGraph graph;
    graph.name = name;
    graph.files = {folder_.write(name, bytes)};
    graph.encoding = Encoding::Onnx;
    graph.target = target;
    graph.options = options;
    (void)host_.add_graph(std::move(graph));
  }

  std::shared_ptr<Session> session(Clock::time_point deadline = kNever) { return host_.new_session(deadline); }

 private:
  mutable std::mutex log_mutex_;
  std::string log_;
  TemporaryFolder folder_;
  std::shared_ptr<FakeFramework> framework_ = std::make_shared<FakeFramework>();
  Host host_;
};

inline Result<GuestGraph> load_bytes(Session& session, std::string_view bytes,
                                     ExecutionTarget target = ExecutionTarget::Auto) {
  const ByteView part = bytes_of(bytes);
  return session.load({&part, 1}, {Encoding::Onnx, {}}, target);
}

/// A context on a fresh graph from `bytes`; a test that cannot have it ends.
inline std::unique_ptr<Context> context_on(Session& session, std::string_view bytes = "model") {
  const GuestGraph graph = load_bytes(session, bytes).value();
  return session.create_context(graph).value();
}

/// A tensor f32[n] over numbers that the caller keeps.
inline TensorView floats(const std::vector<float>& numbers) {
  const std::int64_t size[] = {static_cast<std::int64_t>(numbers.size())};
  return {ElementType::F32, Shape::from(size).value(), std::as_bytes(std::span(numbers))};
}

inline Result<std::span<const TensorView>> compute(Context& context, const std::vector<float>& numbers) {
  const TensorView input = floats(numbers);
  return context.compute({&input, 1});
}

}  // namespace wasinn::doubles
