// SPDX-License-Identifier: Apache-2.0
// Finding ports by name or index.
#include "abi/wit/port_names.h"

#include <charconv>

#include "base/text.h"

namespace wasinn::wit {
namespace {

/// A number written as to_string would write it.
std::optional<std::size_t> decimal(std::string_view text) noexcept {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || text.empty() || (text.size() > 1 && text.front() == '0')) return {};
  return value;
}

}  // namespace

PortNames::PortNames(std::span<const Port> ports) {
  names_.reserve(ports.size());
  for (const Port& port : ports) {
    names_.push_back(port.name.empty() ? std::to_string(names_.size()) : as_utf8(port.name));
  }
}

std::optional<std::size_t> PortNames::find(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == name) return i;
  }
  const auto index = decimal(name);
  return index && *index < names_.size() ? index : std::nullopt;
}

std::string PortNames::text() const {
  constexpr std::size_t kMostListed = 16;
  if (names_.empty()) return "none";
  std::string text;
  for (std::size_t i = 0; i < names_.size() && i < kMostListed; ++i) {
    text += (i == 0 ? "'" : ", '") + printable(names_[i]) + "'";
  }
  if (names_.size() > kMostListed) text += " and " + std::to_string(names_.size() - kMostListed) + " more";
  return text;
}

}  // namespace wasinn::wit
