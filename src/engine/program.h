// SPDX-License-Identifier: Apache-2.0
// Program: a compiled guest, ready to be run any number of times.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/execution.h"
#include "engine/handles.h"
#include "host/session.h"

namespace wasinn::engine {

/// A compiled guest: a core module or a component. Immutable and shareable: any number of threads may run it at once.
/// It outlives the Engine that made it if it must.
class Program {
 public:
  virtual ~Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// What the guest is called in messages: its path as it was given.
  const std::string& name() const noexcept { return name_; }

  /// Machine code for `.cwasm` files, for this version of wasinn and this kind of processor. Errors: RuntimeError.
  virtual Result<std::vector<std::byte>> serialize() const = 0;

  /// Whether `run` can begin it: as a command when `function` is empty, else with the exported function of that name.
  /// Errors: UnsupportedOperation (it imports what nobody serves, is not a command, has no such function).
  virtual Result<void> check(const std::string& function = {}) const = 0;

  /// For `run`: an execution for `session`, which reads this program as long as it lives. `function` as for `check`,
  /// and the same errors.
  virtual Result<std::unique_ptr<Execution>> prepare(std::shared_ptr<Session> session,
                                                     const std::string& function) const = 0;

  /// The engine, for `run`; owned by the program.
  wasm_engine_t* engine() const noexcept { return engine_.get(); }

 protected:
  /// Keeps a reference of its own to the engine.
  Program(std::string name, const wasm_engine_t* engine);

 private:
  std::string name_;
  Owned<wasm_engine_t> engine_;
};

}  // namespace wasinn::engine
