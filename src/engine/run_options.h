// SPDX-License-Identifier: Apache-2.0
// What a guest gets for one run besides wasi-nn: arguments, environment, directories, streams, memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace wasinn::engine {

/// One environment variable. Both texts are UTF-8 without NUL.
struct EnvironmentVariable {
  std::string name;
  std::string value;
};

/// A directory that the guest may read and write, with everything below it and nothing above.
struct GuestDirectory {
  std::string host;   ///< path on the host
  std::string guest;  ///< path under which the guest finds it, for example "." or "/data"
};

/// Receives what the guest writes, as it writes it. Called on the thread that runs the guest or on one of the
/// engine's, never on two at once; must not throw. The text is valid during the call only.
using OutputSink = std::function<void(std::string_view text)>;

/// How a guest is run. A plain value; it is read during `run` only.
struct RunOptions {
  std::vector<std::string> arguments;  ///< with the guest's own name first, as for a process
  std::vector<EnvironmentVariable> environment;
  std::vector<GuestDirectory> directories;

  /// The exported function to call: one without parameters. Empty: the guest's own beginning, `_start` of a core
  /// module and wasi:cli/run of a component. A core module's `_initialize`, if it has one, is called first. A
  /// component that is called so can pass 128 MiB to the host in one call.
  std::string function;

  /// Most bytes of linear memory; 0: as much as WebAssembly can address. With a limit a guest may have one memory
  /// only. A guest that asks for more gets the failure that WebAssembly has for that, and goes on.
  std::uint64_t max_memory_bytes = 0;

  std::optional<std::string> input;  ///< the guest's standard input; nothing: that of this process
  OutputSink output;                 ///< takes the guest's standard output; empty: that of this process
  OutputSink error_output;           ///< takes the guest's standard error; empty: that of this process

  /// Called once, on another thread, when the guest has not ended `overdue_after` past its deadline: it is in a call
  /// of the host that nothing can interrupt, such as sleeping, reading from a terminal, or a framework without
  /// cancellation. Gets the error that `run` will return in the end. It must not block; it may end the process.
  std::function<void(const Error& error)> overdue;
  std::chrono::milliseconds overdue_after{500};
};

}  // namespace wasinn::engine
