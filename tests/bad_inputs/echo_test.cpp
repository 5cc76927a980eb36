// SPDX-License-Identifier: Apache-2.0
// Plays the catalogue of bad inputs against the ABI of core modules over plain bytes, with the echo backend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tests/bad_inputs/catalogue.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

const std::vector<Row>& all_rows() {
  static const std::vector<Row> kRows = [] {
    std::vector<Row> rows;
    for (const auto part : {load_rows(), loading_rows(), name_rows(), context_rows(), input_rows(), compute_rows(),
                            output_rows()}) {
      rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
  }();
  return kRows;
}

class BadInput : public ::testing::TestWithParam<Row> {};

TEST_P(BadInput, IsAnsweredAndHarmsNothing) { play(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Catalogue, BadInput, ::testing::ValuesIn(all_rows()),
                         [](const auto& test) { return row_name(test.param); });

TEST(BadInputCatalogue, IsPlayedCompletely) { check_complete(all_rows(), kEcho); }

TEST(BadInputCatalogue, NumbersItsRowsFromOne) {
  int expected = 1;
  for (const Entry& entry : catalogue()) EXPECT_EQ(entry.number, expected++);
  EXPECT_EQ(catalogue().size(), 116u);
}

TEST(BadInputCatalogue, SaysWhichRowsDoNotApplyYet) {
  std::string later;
  int count = 0;
  for (const Entry& entry : catalogue()) {
    if (entry.played_by != kLater) continue;
    EXPECT_FALSE(entry.missing.empty()) << entry.number;
    later += "\n  " + std::to_string(entry.number) + " " + std::string(entry.what) + ": " + std::string(entry.missing);
    ++count;
  }
  std::printf("%d rows do not apply yet:%s\n", count, later.c_str());
  RecordProperty("rows_that_do_not_apply_yet", count);
  EXPECT_EQ(count, 3);
}

}  // namespace
}  // namespace wasinn::bad_inputs
