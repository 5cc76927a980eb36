// SPDX-License-Identifier: Apache-2.0
// Results: values, errors, and what throws when it is asked to.
#include <memory>

#include "tests/embedding/test_host.h"

namespace wasinn::test {
namespace {

using testing::StrEq;

Result<std::unique_ptr<int>> found(int value) { return std::make_unique<int>(value); }
Result<std::unique_ptr<int>> missing() { return Error{Status::NotFound, "no number is there"}; }

TEST(Results, HandTheirValueOverOnce) {
  auto result = found(7);
  ASSERT_TRUE(result);
  EXPECT_EQ(**result, 7);
  const std::unique_ptr<int> owned = *std::move(result);
  EXPECT_EQ(*owned, 7);
}

TEST(Results, SayWhyThereIsNoValue) {
  const auto result = missing();
  EXPECT_FALSE(result);
  EXPECT_EQ(result.error().status, Status::NotFound);
  EXPECT_EQ(result.error().message, "no number is there");
}

TEST(Results, ThrowOnlyWhenAValueIsAskedForThatIsNotThere) {
  EXPECT_EQ(*found(3).value(), 3);
  try {
    static_cast<void>(missing().value());
    FAIL() << "it did not throw";
  } catch (const FailedCall& failed) {
    EXPECT_EQ(failed.status(), Status::NotFound);
    EXPECT_THAT(failed.what(), StrEq("no number is there"));
  }
}

TEST(Results, OfNothingAreSuccessOrAnError) {
  EXPECT_NO_THROW(Result<void>().value());
  const Result<void> failed = Error{Status::Busy, "all places are taken"};
  EXPECT_FALSE(failed);
  EXPECT_THROW(failed.value(), FailedCall);
}

TEST(Results, KeepAliveWhatALoopGoesThrough) {
  const auto numbers = [] { return Result<std::vector<int>>(std::vector<int>{1, 2, 3}); };
  int sum = 0;
  for (const int number : *numbers()) sum += number;
  EXPECT_EQ(sum, 6);
}

TEST(Statuses, HaveTheNamesOfTheStandard) {
  EXPECT_EQ(name(Status::InvalidArgument), "invalid-argument");
  EXPECT_EQ(name(static_cast<Status>(12345)), "unknown");
}

}  // namespace
}  // namespace wasinn::test
