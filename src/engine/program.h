// SPDX-License-Identifier: Apache-2.0
// Program: a compiled guest, ready to be run any number of times.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/handles.h"

namespace wasinn::engine {

/// A compiled guest. Immutable and shareable: any number of threads may run it at once. It outlives the Engine that
/// made it if it must.
class Program {
 public:
  /// Use Engine::load.
  Program(std::string name, Owned<wasm_engine_t> engine, Owned<wasmtime_module> module,
          Result<Owned<wasmtime_instance_pre>> linked);

  /// What the guest is called in messages: its path as it was given.
  const std::string& name() const noexcept { return name_; }

  /// Machine code for `.cwasm` files, for this version of wasinn and this kind of processor. Errors: RuntimeError.
  Result<std::vector<std::byte>> serialize() const;

  /// The program with all its imports found, for `run`; owned by the program. Errors: UnsupportedOperation (it imports
  /// what nobody serves, or is not a command).
  Result<const wasmtime_instance_pre*> linked() const;

  /// The engine, for `run`; owned by the program.
  wasm_engine_t* engine() const noexcept { return engine_.get(); }

 private:
  std::string name_;
  Owned<wasm_engine_t> engine_;
  Owned<wasmtime_module> module_;
  Result<Owned<wasmtime_instance_pre>> linked_;
};

}  // namespace wasinn::engine
