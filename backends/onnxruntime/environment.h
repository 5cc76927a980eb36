// SPDX-License-Identifier: Apache-2.0
// Environment: what all sessions of a process share, above all ONNX Runtime's thread pool.
#pragma once

#include <memory>

#include <wasinn/owned.hpp>

#include "library.h"

namespace ort {

using wasinn::sdk::Owned;

/// The framework's environment, of which a process has one. Any thread.
class Environment {
 public:
  /// The environment of `library`: the one that lives, or else a new one with a pool of `threads` threads.
  /// Throws Failure.
  static std::shared_ptr<const Environment> obtain(const Library& library, unsigned threads);

  Environment(const Library& library, unsigned threads);

  Env* get() const noexcept { return env_.get(); }

  /// Threads of the pool.
  unsigned threads() const noexcept { return threads_; }

 private:
  unsigned threads_;
  Owned<Env> env_;
};

}  // namespace ort
