// SPDX-License-Identifier: Apache-2.0
// Result and its two macros.
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wasinn {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return fail(ErrorCode::InvalidArgument, std::to_string(number) + " is odd");
  return number / 2;
}

Result<int> quarter_of(int number) {
  WASINN_ASSIGN(const int half, half_of(number));
  WASINN_ASSIGN(const int quarter, half_of(half));
  return quarter;
}

Result<void> must_be_even(int number) {
  WASINN_TRY(half_of(number));
  return {};
}

Result<std::unique_ptr<int>> boxed(int number) {
  WASINN_ASSIGN(auto box, Result<std::unique_ptr<int>>(std::make_unique<int>(number)));
  return box;
}

TEST(Results, PassValuesOn) {
  EXPECT_EQ(quarter_of(8).value(), 2);
  EXPECT_TRUE(must_be_even(2));
}

TEST(Results, PassTheFirstErrorOn) {
  EXPECT_EQ(quarter_of(7).error().message, "7 is odd");
  EXPECT_EQ(quarter_of(6).error().message, "3 is odd");
  EXPECT_EQ(must_be_even(5).error().code, ErrorCode::InvalidArgument);
}

TEST(Results, MoveWhatCannotBeCopied) { EXPECT_EQ(**boxed(3), 3); }

TEST(Results, AssignToWhatIsThereAlready) {
  const auto sum = []() -> Result<int> {
    int value = 0;
    WASINN_ASSIGN(value, half_of(4));
    return value;
  };
  EXPECT_EQ(sum().value(), 2);
}

}  // namespace
}  // namespace wasinn
