// SPDX-License-Identifier: Apache-2.0
// Thread policies as words and numbers.
#include "config/thread_policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace wasinn {
namespace {

using Kind = ThreadPolicy::Kind;

constexpr std::array kWords = {std::pair{Kind::Auto, std::string_view("auto")},
                               std::pair{Kind::Latency, std::string_view("latency")},
                               std::pair{Kind::Throughput, std::string_view("throughput")}};

}  // namespace

std::uint32_t ThreadPolicy::shared_threads(std::uint32_t guests, std::uint32_t cores) const noexcept {
  if (kind == Kind::Count) return count;
  const bool crowded = kind == Kind::Auto && guests > 1 && guests >= cores;
  return kind == Kind::Throughput || crowded ? 1 : 0;
}

std::string ThreadPolicy::text() const {
  const auto* word = std::ranges::find(kWords, kind, [](const auto& row) { return row.first; });
  return word == kWords.end() ? std::to_string(count) : std::string(word->second);
}

Result<ThreadPolicy> read_thread_policy(std::string_view text) {
  const auto* word = std::ranges::find(kWords, text, [](const auto& row) { return row.second; });
  if (word != kWords.end()) return ThreadPolicy{word->first, 0};
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc{} && end == text.data() + text.size()) {
    return count == 0 ? ThreadPolicy{} : ThreadPolicy{Kind::Count, count};
  }
  return fail(ErrorCode::InvalidArgument,
              "'" + printable(text) + "' is no policy for threads: auto, latency, throughput, or their number");
}

}  // namespace wasinn
