// SPDX-License-Identifier: Apache-2.0
// libwasinn.so beside a program's own copy of the engine that is inside of it: both compute, and both stop guests that
// trap, although there is one set of signal handlers in a process. Linked once more, to a library that shows its engine.
#include <gtest/gtest.h>
#include <wasinn/wasinn.h>

#include <string>
#include <thread>

#include "other_engine.h"

namespace {

const char* const kComputes = R"((module
  (func (export "answer") (result i32) (i32.mul (i32.const 6) (i32.const 7)))))";
const char* const kTraps = R"((module (memory 1)
  (func (export "answer") (result i32) (i32.load (i32.const 1000000)))))";

/// What the library says of the same function: its result, or the name of the status.
std::string answer_of_library(wasinn_host* host, const std::string& text) {
  wasinn_error error{};
  wasinn_guest* guest = nullptr;
  wasinn_outcome outcome{};
  outcome.struct_size = sizeof outcome;
  wasinn_run_options options{};
  options.struct_size = sizeof options;
  options.function = "answer";
  wasinn_status status = wasinn_guest_compile(host, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                              "answer", &guest, &error);
  if (status == WASINN_OK) status = wasinn_guest_run(guest, nullptr, &options, &outcome, &error);
  const bool answered = status == WASINN_OK && outcome.result != nullptr;
  const std::string said = answered ? outcome.result : wasinn_status_name(status);
  wasinn_error_clear(&error);
  wasinn_outcome_clear(&outcome);
  wasinn_guest_delete(guest);
  return said;
}

class TwoEngines : public ::testing::Test {
 protected:
  void SetUp() override {
    wasinn_error error{};
    ASSERT_EQ(wasinn_host_new(nullptr, &host_, &error), WASINN_OK) << error.message;
  }
  void TearDown() override { wasinn_host_delete(host_); }

  wasinn_host* host_ = nullptr;
};

TEST_F(TwoEngines, ComputeInTurns) {
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(answer_of_library(host_, kComputes), "42");
    EXPECT_EQ(answer_of_own_engine(kComputes), 42);
  }
}

TEST_F(TwoEngines, StopTheirOwnGuestsThatTrapWhicheverCameFirst) {
  EXPECT_EQ(answer_of_own_engine(kTraps), std::nullopt);
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(answer_of_library(host_, kTraps), "runtime-error");
    EXPECT_EQ(answer_of_own_engine(kTraps), std::nullopt);
    EXPECT_EQ(answer_of_own_engine(kComputes), 42);
  }
}

TEST_F(TwoEngines, WorkAtTheSameTime) {
  std::thread own([] {
    for (int turn = 0; turn < 20; ++turn) {
      EXPECT_EQ(answer_of_own_engine(kTraps), std::nullopt);
      EXPECT_EQ(answer_of_own_engine(kComputes), 42);
    }
  });
  for (int turn = 0; turn < 20; ++turn) {
    EXPECT_EQ(answer_of_library(host_, kTraps), "runtime-error");
    EXPECT_EQ(answer_of_library(host_, kComputes), "42");
  }
  own.join();
}

}  // namespace
