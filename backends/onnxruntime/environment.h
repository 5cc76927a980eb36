// SPDX-License-Identifier: Apache-2.0
// Environment: what all sessions of a process share, above all ONNX Runtime's thread pool.
#pragma once

#include <memory>

#include <wasinn/owned.hpp>

#include "library.h"

namespace ort {

using wasinn::sdk::Owned;

/// How the threads of all models work. A plain value.
struct Pool {
  unsigned threads = 1;
  bool spin = true;  ///< they wait by spinning for a while, which begins work sooner and takes a processor meanwhile
};

/// The framework's environment, of which a process has one. Any thread.
class Environment {
 public:
  /// The environment of `library`: the one that lives, or else a new one with such a pool. Throws Failure.
  static std::shared_ptr<const Environment> obtain(const Library& library, const Pool& pool);

  Environment(const Library& library, const Pool& pool);

  Env* get() const noexcept { return env_.get(); }

  const Pool& pool() const noexcept { return pool_; }

 private:
  Pool pool_;
  Owned<Env> env_;
};

}  // namespace ort
