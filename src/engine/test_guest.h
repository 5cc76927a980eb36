// SPDX-License-Identifier: Apache-2.0
// EngineTest: an engine and a host for tests, and the shortest ways to run a guest that is written as text.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/run.h"
#include "host/host.h"
#include "host/session.h"

namespace wasinn::engine {

class EngineTest : public testing::Test {
 protected:
  EngineTest() : host_(options()) {
    auto made = Engine::create({});
    if (made) engine_ = std::move(*made);
  }

  void SetUp() override { ASSERT_NE(engine_, nullptr); }

  Result<std::shared_ptr<const Program>> compile(std::string_view text) const {
    return engine_->compile(bytes_of(text), "guest.wat");
  }

  Result<Outcome> run_text(std::string_view text, const RunOptions& options = {},
                           std::chrono::milliseconds time = std::chrono::seconds(60)) {
    WASINN_ASSIGN(const std::shared_ptr<const Program> program, compile(text));
    return run(*program, host_.new_session(Clock::now() + time), options);
  }

  /// The message of the error that the guest ends with; "no error" if there is none.
  std::string error_of(std::string_view text, const RunOptions& options = {}) {
    const auto outcome = run_text(text, options);
    return outcome ? "no error" : outcome.error().message;
  }

  std::vector<std::string> log_lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

  std::unique_ptr<Engine> engine_;

 private:
  HostOptions options() {
    HostOptions options;
    options.log = [this](LogLevel, std::string_view text) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(text);
    };
    return options;
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;

 protected:
  Host host_;
};

/// A guest that ends with what `body`, which leaves an i32, computes. It has one page of memory and the imports of
/// `declarations`.
inline std::string exiting_with(const std::string& body, const std::string& declarations = "") {
  return "(module (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))" + declarations +
         "(memory (export \"memory\") 1) (func (export \"_start\") (call $exit " + body + ")))";
}

}  // namespace wasinn::engine
