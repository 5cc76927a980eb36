// SPDX-License-Identifier: Apache-2.0
// The served functions of WASI preview 1. Guests lie: every address and size is held against the memory.
#include "wasi.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace {

enum Errno : std::uint32_t { kSuccess = 0, kBadf = 8, kFault = 21, kInval = 28, kNoent = 44, kPerm = 63 };
enum Filetype : std::uint8_t { kCharacterDevice = 2, kDirectory = 3, kRegularFile = 4 };

constexpr std::uint32_t kFolder = 3;  // the one directory that is open from the beginning
constexpr std::uint32_t kMostFiles = 64;

std::uint32_t number(const wasm_val_t& value) { return static_cast<std::uint32_t>(value.of.i32); }

/// The `size` bytes at `address`, or none of them.
Memory bytes(Memory memory, std::uint32_t address, std::uint64_t size) {
  if (address > memory.size() || size > memory.size() - address) return {};
  return memory.subspan(address, static_cast<std::size_t>(size));
}

/// Writes `value` at `address`.
template <class T>
std::uint32_t put(Memory memory, std::uint32_t address, T value) {
  const Memory place = bytes(memory, address, sizeof value);
  if (place.empty()) return kFault;
  std::memcpy(place.data(), &value, sizeof value);
  return kSuccess;
}

std::uint32_t get(Memory memory, std::uint64_t address) {
  std::uint32_t value = 0;
  const Memory place = address <= memory.size() ? bytes(memory, static_cast<std::uint32_t>(address), sizeof value) : Memory{};
  if (!place.empty()) std::memcpy(&value, place.data(), sizeof value);
  return value;
}

/// Calls `each(buffer)`, which answers how many bytes it moved, for the buffers of a list until one is not filled; writes the
/// sum to `total_address`.
template <class Each>
std::uint32_t for_buffers(Memory memory, Values arguments, Each each) {
  const std::uint32_t list = number(arguments[1]);
  const std::uint32_t count = number(arguments[2]);
  if (count > 0 && bytes(memory, list, std::uint64_t{count} * 8).empty()) return kFault;
  std::uint32_t total = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t size = get(memory, list + i * 8 + 4);
    const Memory buffer = bytes(memory, get(memory, list + i * 8), size);
    if (buffer.size() != size) return kFault;
    const std::size_t moved = each(buffer);
    total += static_cast<std::uint32_t>(moved);
    if (moved < buffer.size()) break;
  }
  return put(memory, number(arguments[3]), total);
}

}  // namespace

Wasi::Wasi(std::vector<std::string> arguments, std::filesystem::path folder)
    : arguments_(std::move(arguments)), folder_(std::move(folder)) {}

HostFunction Wasi::function(std::string_view name) {
  struct Row {
    const char* parameters;
    Served served;
  };
  static const std::map<std::string_view, Row> kRows = {
      {"args_sizes_get", {"ii", &Wasi::args_sizes_get}},
      {"args_get", {"ii", &Wasi::args_get}},
      {"fd_prestat_get", {"ii", &Wasi::fd_prestat_get}},
      {"fd_prestat_dir_name", {"iii", &Wasi::fd_prestat_dir_name}},
      {"fd_fdstat_get", {"ii", &Wasi::fd_fdstat_get}},
      {"fd_fdstat_set_flags", {"ii", &Wasi::fd_fdstat_set_flags}},
      {"path_open", {"iiiiillii", &Wasi::path_open}},
      {"fd_read", {"iiii", &Wasi::fd_read}},
      {"fd_write", {"iiii", &Wasi::fd_write}},
      {"fd_seek", {"ilii", &Wasi::fd_seek}},
      {"fd_close", {"i", &Wasi::fd_close}},
      {"proc_exit", {"i", &Wasi::proc_exit}},
  };
  const auto row = kRows.find(name);
  if (row == kRows.end()) return {};
  return {row->second.parameters, name != "proc_exit",
          [this, served = row->second.served](Memory memory, Values arguments) -> std::optional<std::uint32_t> {
            const std::uint32_t result = (this->*served)(memory, arguments);
            if (exit_code_) return std::nullopt;
            return result;
          }};
}

std::uint32_t Wasi::args_sizes_get(Memory memory, Values arguments) {
  std::uint32_t size = 0;
  for (const std::string& argument : arguments_) size += static_cast<std::uint32_t>(argument.size() + 1);
  const std::uint32_t error = put(memory, number(arguments[0]), static_cast<std::uint32_t>(arguments_.size()));
  return error != kSuccess ? error : put(memory, number(arguments[1]), size);
}

std::uint32_t Wasi::args_get(Memory memory, Values arguments) {
  std::uint32_t place = number(arguments[0]);
  std::uint32_t text = number(arguments[1]);
  for (const std::string& argument : arguments_) {
    const Memory room = bytes(memory, text, argument.size() + 1);
    if (room.empty() || put(memory, place, text) != kSuccess) return kFault;
    std::memcpy(room.data(), argument.c_str(), room.size());
    place += 4;
    text += static_cast<std::uint32_t>(room.size());
  }
  return kSuccess;
}

std::uint32_t Wasi::fd_prestat_get(Memory memory, Values arguments) {
  if (number(arguments[0]) != kFolder) return kBadf;
  return put(memory, number(arguments[1]), std::uint64_t{1} << 32);  // a directory with a name of one byte
}

std::uint32_t Wasi::fd_prestat_dir_name(Memory memory, Values arguments) {
  if (number(arguments[0]) != kFolder) return kBadf;
  return put(memory, number(arguments[1]), '.');
}

std::uint32_t Wasi::fd_fdstat_get(Memory memory, Values arguments) {
  const std::uint32_t file = number(arguments[0]);
  if (file > kFolder && !files_.contains(file)) return kBadf;
  struct {
    std::uint8_t filetype;
    std::uint8_t padding[7];
    std::uint64_t rights[2];
  } state{file < kFolder ? kCharacterDevice : file == kFolder ? kDirectory : kRegularFile, {}, {~0ull, ~0ull}};
  return put(memory, number(arguments[1]), state);
}

std::uint32_t Wasi::fd_fdstat_set_flags(Memory, Values) { return kSuccess; }

std::uint32_t Wasi::path_open(Memory memory, Values arguments) {
  const Memory given = bytes(memory, number(arguments[2]), number(arguments[3]));
  const std::string name(given.begin(), given.end());
  if (number(arguments[0]) != kFolder) return kBadf;
  if (number(arguments[4]) != 0) return kPerm;  // to create, to truncate, or a directory
  // A name alone cannot lead out of the folder.
  const std::filesystem::path path = folder_ / name;
  if (name.find_first_of(std::string_view("/\\\0", 3)) != std::string::npos || name.starts_with("..")) return kPerm;
  if (!std::filesystem::is_regular_file(path)) return kNoent;
  std::uint32_t number_of_file = kFolder + 1;
  while (files_.contains(number_of_file)) ++number_of_file;
  if (number_of_file > kMostFiles) return kPerm;
  files_.emplace(number_of_file, std::ifstream(path, std::ios::binary));
  return put(memory, number(arguments[8]), number_of_file);
}

std::uint32_t Wasi::fd_read(Memory memory, Values arguments) {
  const auto file = files_.find(number(arguments[0]));
  if (file == files_.end()) return kBadf;
  return for_buffers(memory, arguments, [&](Memory buffer) {
    file->second.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
    return static_cast<std::size_t>(file->second.gcount());
  });
}

std::uint32_t Wasi::fd_write(Memory memory, Values arguments) {
  const std::uint32_t file = number(arguments[0]);
  if (file != 1 && file != 2) return kBadf;
  return for_buffers(memory, arguments, [&](Memory buffer) {
    return std::fwrite(buffer.data(), 1, buffer.size(), file == 1 ? stdout : stderr);
  });
}

std::uint32_t Wasi::fd_seek(Memory memory, Values arguments) {
  const auto file = files_.find(number(arguments[0]));
  const std::uint32_t from = number(arguments[2]);
  if (file == files_.end()) return kBadf;
  if (from > 2) return kInval;
  static constexpr std::ios::seekdir kFrom[] = {std::ios::beg, std::ios::cur, std::ios::end};
  file->second.clear();
  file->second.seekg(arguments[1].of.i64, kFrom[from]);
  const std::streamoff now = file->second.tellg();
  return now < 0 ? std::uint32_t{kInval} : put(memory, number(arguments[3]), static_cast<std::uint64_t>(now));
}

std::uint32_t Wasi::fd_close(Memory, Values arguments) {
  return files_.erase(number(arguments[0])) == 1 ? kSuccess : kBadf;
}

std::uint32_t Wasi::proc_exit(Memory, Values arguments) {
  exit_code_ = number(arguments[0]);
  return kSuccess;
}
