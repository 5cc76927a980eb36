// SPDX-License-Identifier: Apache-2.0
// Execution: what the two kinds of programs do each in its own way when they are run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tl/expected.hpp>

#include "engine/failure.h"
#include "engine/outcome.h"
#include "policy/limits.h"

struct wasmtime_context;

namespace wasinn::engine {

/// How many instances and tables a guest may have: real guests need far fewer. Without these bounds a guest could fill
/// the host's memory with tables, which the limit on linear memory does not cover.
struct InstanceBounds {
  std::int64_t instances;
  std::int64_t tables;
};

/// One run of a program, from its instances to its end. Made by Program::prepare, used once, on one thread.
class Execution {
 public:
  Execution() = default;
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  virtual ~Execution() = default;

  /// What the store has to have as its data, for the functions of the host; owned by this object.
  virtual void* store_data() noexcept = 0;

  virtual InstanceBounds bounds() const noexcept = 0;

  /// Instantiates the program in the store of `context`, which runs start functions, and calls what was asked for.
  /// Errors: how it failed, if it did not end by itself.
  virtual tl::expected<Outcome, Failure> execute(wasmtime_context* context) = 0;
};

/// How many bytes a guest may pass to the host in one call: twice what a model or a tensor may have, so that those that
/// are somewhat too large are still told so in words. They are seen in place, and only WASI's functions copy them.
std::size_t most_call_bytes(const Limits& limits) noexcept;

}  // namespace wasinn::engine
