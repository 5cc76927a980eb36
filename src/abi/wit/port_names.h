// SPDX-License-Identifier: Apache-2.0
// PortNames: the names under which a component guest knows the inputs or outputs of a graph.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/port.h"

namespace wasinn::wit {

/// The names of some ports: the model's own, or the decimal index where it has none. Immutable.
class PortNames {
 public:
  /// Copies what it needs of `ports`. Names become UTF-8, as components have no other text.
  explicit PortNames(std::span<const Port> ports);

  std::size_t size() const noexcept { return names_.size(); }

  /// The name of port `index`; lives as long as this object.
  std::string_view operator[](std::size_t index) const noexcept { return names_[index]; }

  /// The port that `name` means: the first of that name, otherwise the one of that decimal index.
  std::optional<std::size_t> find(std::string_view name) const noexcept;

  /// All names for messages: "'image', 'mask'"; of many, the first; "none" for none.
  std::string text() const;

 private:
  std::vector<std::string> names_;
};

}  // namespace wasinn::wit
