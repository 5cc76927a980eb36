// SPDX-License-Identifier: Apache-2.0
// Reading of the operator's options.
#include "bounds.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <thread>

namespace llama {
namespace {

using wasinn::sdk::Failure;
using wasinn::sdk::Host;

constexpr std::int64_t kMostTokens = 1 << 24;

std::int64_t read_number(const Host& host, const char* key, std::int64_t least, std::int64_t most,
                         std::int64_t otherwise) {
  const std::string_view text = host.option(key);
  if (text.empty()) return otherwise;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= least && value <= most) return value;
  throw Failure(WASINN_INVALID_ARGUMENT, "option " + std::string(key) + " is a number from " + std::to_string(least) +
                                             " to " + std::to_string(most) + ", got '" + std::string(text) + "'");
}

bool read_switch(const Host& host, const char* key, bool otherwise) {
  const std::string_view text = host.option(key);
  if (text.empty()) return otherwise;
  if (text == "on" || text == "off") return text == "on";
  throw Failure(WASINN_INVALID_ARGUMENT,
                "option " + std::string(key) + " is on or off, got '" + std::string(text) + "'");
}

}  // namespace

Limits Limits::from(const Host& host) {
  host.refuse_unknown_options({"ctx-size", "batch-size", "n-predict", "cache-bytes", "grammar"});
  Limits limits;
  limits.ctx_size = read_number(host, "ctx-size", 8, kMostTokens, limits.ctx_size);
  limits.batch_size = read_number(host, "batch-size", 1, kMostTokens, limits.batch_size);
  limits.n_predict = read_number(host, "n-predict", 1, kMostTokens, limits.n_predict);
  limits.cache_bytes = static_cast<std::uint64_t>(
      read_number(host, "cache-bytes", 1, std::int64_t{1} << 50, static_cast<std::int64_t>(limits.cache_bytes)));
  limits.grammar = read_switch(host, "grammar", limits.grammar);
  const std::int64_t wanted = host.shared_threads();
  limits.threads = wanted > 0 ? wanted : std::max<std::int64_t>(1, std::thread::hardware_concurrency());
  return limits;
}

}  // namespace llama
