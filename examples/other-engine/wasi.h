// SPDX-License-Identifier: Apache-2.0
// As much of WASI preview 1 as a guest needs that reads files and prints: arguments, one folder, standard output.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>

#include "interpreter.h"

/// The guest's view of the system. One thread at a time.
class Wasi {
 public:
  /// The guest reads the files of `folder`, which it finds as ".", and none of the folders in it.
  Wasi(std::vector<std::string> arguments, std::filesystem::path folder);

  /// The function of that name; without a `call` when it is not served here.
  HostFunction function(std::string_view name);

  /// What the guest ended itself with; nothing when it did not.
  std::optional<std::uint32_t> exit_code() const noexcept { return exit_code_; }

 private:
  using Served = std::uint32_t (Wasi::*)(Memory memory, Values arguments);

  std::uint32_t args_sizes_get(Memory memory, Values arguments);
  std::uint32_t args_get(Memory memory, Values arguments);
  std::uint32_t fd_prestat_get(Memory memory, Values arguments);
  std::uint32_t fd_prestat_dir_name(Memory memory, Values arguments);
  std::uint32_t fd_fdstat_get(Memory memory, Values arguments);
  std::uint32_t fd_fdstat_set_flags(Memory memory, Values arguments);
  std::uint32_t path_open(Memory memory, Values arguments);
  std::uint32_t fd_read(Memory memory, Values arguments);
  std::uint32_t fd_write(Memory memory, Values arguments);
  std::uint32_t fd_seek(Memory memory, Values arguments);
  std::uint32_t fd_close(Memory memory, Values arguments);
  std::uint32_t proc_exit(Memory memory, Values arguments);

  std::vector<std::string> arguments_;
  std::filesystem::path folder_;
  std::map<std::uint32_t, std::ifstream> files_;
  std::optional<std::uint32_t> exit_code_;
};
