// SPDX-License-Identifier: Apache-2.0
// Engine: compiles guests and links them to what the host serves.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/bytes.h"
#include "base/log.h"
#include "base/result.h"
#include "engine/handles.h"
#include "engine/program.h"

namespace wasinn::engine {

/// What an engine is made of. A plain value.
struct EngineOptions {
  /// A folder of this user's alone that keeps compiled code between runs; made when missing. Empty: no cache.
  std::filesystem::path compile_cache;
  LogSink log;  ///< may be empty
  /// For how many guests at a time room is kept, so that one starts within microseconds; when it is taken the next one
  /// is refused with Busy. 0: each gets room of its own, as many as there is memory for.
  unsigned pooled_guests = 0;
};

/// The process-wide part of the engine. Once made, all functions may be called from any thread.
class Engine {
 public:
  /// An engine. A compile cache that cannot be used is a line in the log, not an error. Errors: RuntimeError.
  static Result<std::unique_ptr<Engine>> create(const EngineOptions& options);

  /// The guest in a file, told by its content: a core module or a component, in binary or text form, or what
  /// `Program::serialize` made of one (.cwasm). A .cwasm is machine code that runs unchecked with the host's rights,
  /// so it must come from whom the operator trusts like a program; everything else is validated.
  /// Errors: NotFound, InvalidArgument (unreadable, not WebAssembly, invalid), UnsupportedOperation (a .cwasm of
  /// another version or machine).
  Result<std::shared_ptr<const Program>> load(const std::filesystem::path& path) const;

  /// The core module or component in `bytes`, in binary or text form, never machine code. `name` is for messages.
  /// Errors: InvalidArgument, Security (machine code).
  Result<std::shared_ptr<const Program>> compile(ByteView bytes, std::string name) const;

  /// Has the guests that are running see whether their sessions were closed; those end. Does not wait.
  void interrupt_guests() const noexcept;

 private:
  Engine(Owned<wasm_engine_t> engine, Owned<wasmtime_linker> module_linker);

  Result<std::shared_ptr<const Program>> compile_text(ByteView bytes, std::string name) const;
  Result<std::shared_ptr<const Program>> compile_module(ByteView bytes, std::string name) const;
  Result<std::shared_ptr<const Program>> compile_component(ByteView bytes, std::string name) const;
  Result<std::shared_ptr<const Program>> load_module(const std::string& path) const;
  Result<std::shared_ptr<const Program>> load_component(const std::string& path) const;
  std::shared_ptr<const Program> program_of(wasmtime_module* module, std::string name) const;
  Result<std::shared_ptr<const Program>> program_of(wasmtime_component_t* component, std::string name) const;
  Result<const wasmtime_component_linker_t*> component_linker() const;

  Owned<wasm_engine_t> engine_;
  Owned<wasmtime_linker> module_linker_;
  mutable std::mutex component_linker_mutex_;
  mutable Owned<wasmtime_component_linker_t> component_linker_;  // made for the first component
};

}  // namespace wasinn::engine
