// SPDX-License-Identifier: Apache-2.0
// Table: text in columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wasinn::cli {

/// Rows of cells, written left-aligned with two blanks between columns as wide as their widest cell.
class Table {
 public:
  explicit Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  /// One line for each row; `indent` comes before each.
  std::string text(std::string_view indent = "") const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// Columns that `text`, which is UTF-8, takes on a terminal, for texts of one column a character.
std::size_t text_width(std::string_view text) noexcept;

/// 1234567 as "1,234,567".
std::string grouped(unsigned long long number);

}  // namespace wasinn::cli
