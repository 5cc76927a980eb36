// SPDX-License-Identifier: Apache-2.0
// Limits: every number that bounds what guests may use, with its default, its key and its meaning in one table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wasinn {

/// Bounds for guests. A plain value. A request over a limit is answered with TooLarge unless noted.
struct Limits {
  // One session, that is one guest.
  std::uint64_t graphs = 16;
  std::uint64_t contexts = 64;
  std::uint64_t tensors = 1024;
  std::uint64_t model_bytes = std::uint64_t{1} << 30;
  std::uint64_t tensor_bytes = std::uint64_t{1} << 30;
  // One model that a guest loads from bytes.
  std::uint64_t graph_bytes = std::uint64_t{512} << 20;
  std::uint64_t graph_parts = 4;  // more: InvalidArgument
  // One tensor, one computation, one text.
  std::uint64_t tensor_size = std::uint64_t{256} << 20;
  std::uint64_t inputs = 64;        // more: InvalidArgument
  std::uint64_t name_bytes = 128;   // longer: InvalidArgument
  std::uint64_t config_bytes = std::uint64_t{64} << 10;
  std::uint64_t config_depth = 16;  // deeper: InvalidArgument
  std::uint64_t threads = 64;       // that one graph may ask for; more: InvalidArgument
  // The process.
  std::uint64_t process_model_bytes = std::uint64_t{8} << 30;
  std::uint64_t resident_model_bytes = std::uint64_t{4} << 30;
  // Time in milliseconds; 0: no end.
  std::uint64_t load_ms = 60'000;
  std::uint64_t compute_ms = 30'000;
};

/// How a limit is written and read by people.
enum class LimitUnit : std::uint8_t { Count, Bytes, Milliseconds };

/// One row of the table of limits.
struct LimitEntry {
  std::string_view key;       ///< as in `--limit KEY=VALUE` and in the config file
  std::uint64_t Limits::*value;
  LimitUnit unit;
  std::string_view meaning;   ///< for people, one line
};

/// All limits in the order of the documentation. Static.
std::span<const LimitEntry> limit_entries() noexcept;

/// Sets the limit `key` from text: a whole number, for bytes with an optional unit (B, KiB, MiB, GiB, KB, MB, GB), for
/// times with an optional unit (ms, s, min; without one: ms). Errors: InvalidArgument; then nothing is changed. The
/// message lists the keys when there is none like `key`.
Result<void> set_limit(Limits& limits, std::string_view key, std::string_view value);

/// Reads a byte count ("512MiB", "1048576"). Errors: InvalidArgument.
Result<std::uint64_t> parse_byte_size(std::string_view text);

/// Reads a duration ("5s", "250ms", "2min"; a bare number counts milliseconds) as milliseconds.
/// Errors: InvalidArgument.
Result<std::uint64_t> parse_milliseconds(std::string_view text);

/// A limit's value as people write it: "16", "512.0 MiB", "30 s".
std::string limit_text(const LimitEntry& entry, const Limits& limits);

}  // namespace wasinn
