// SPDX-License-Identifier: Apache-2.0
// What every function of the C API does alike: NULL, errors, structs of other versions, versions and names.
#include "capi/wall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <stdexcept>
#include <string>

#include "capi/sized.h"
#include "capi/test_host.h"

namespace wasinn::capi {
namespace {

using testing::HasSubstr;

TEST(Wall, NamesVersionAndStatuses) {
  EXPECT_STREQ(wasinn_version(), "0.1.0");
  EXPECT_STREQ(wasinn_status_name(WASINN_OK), "ok");
  EXPECT_STREQ(wasinn_status_name(WASINN_INVALID_ARGUMENT), "invalid-argument");
  EXPECT_STREQ(wasinn_status_name(WASINN_BUSY), "busy");
  EXPECT_STREQ(wasinn_status_name(WASINN_PROMPT_TOO_LONG), "prompt-too-long");
  EXPECT_STREQ(wasinn_status_name(12345), "unknown");
}

TEST(Wall, HasAStatusForEachCodeAndACodeForEachStatus) {
  for (wasinn_status status = WASINN_INVALID_ARGUMENT; status <= WASINN_BUSY; ++status) {
    EXPECT_EQ(status_of(code_of(status)), status);
  }
  EXPECT_EQ(status_of(ErrorCode::NamesHostFile), static_cast<wasinn_status>(WASINN_SECURITY));
  EXPECT_EQ(status_of(ErrorCode::ModelMissing), static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
}

TEST(Wall, CatchesWhateverIsThrown) {
  Failure failure;
  const auto throwing = [&](auto thrown) {
    return answer("f", failure.slot(), {}, [&]() -> Result<void> { throw thrown; });
  };
  EXPECT_EQ(throwing(std::bad_alloc()), static_cast<wasinn_status>(WASINN_TOO_LARGE));
  EXPECT_EQ(failure.message(), "out of memory");
  EXPECT_EQ(throwing(std::runtime_error("broken")), static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  EXPECT_EQ(failure.message(), "f: broken");
  EXPECT_EQ(throwing(7), static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  EXPECT_EQ(failure.message(), "no reason is known");
}

TEST(Wall, NamesTheFunctionAndTheArgumentThatIsNull) {
  Failure failure;
  EXPECT_EQ(wasinn_host_new(nullptr, nullptr, failure.slot()), static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  EXPECT_EQ(failure.message(), "wasinn_host_new: host is NULL");
  EXPECT_EQ(wasinn_host_new(nullptr, nullptr, nullptr), static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
}

TEST(Wall, EndsNullAndClearsTwice) {
  wasinn_config_delete(nullptr);
  wasinn_host_delete(nullptr);
  wasinn_session_delete(nullptr);
  wasinn_session_close(nullptr);
  wasinn_graph_delete(nullptr);
  wasinn_context_delete(nullptr);
  wasinn_context_finish(nullptr);
  wasinn_guest_delete(nullptr);
  wasinn_core_guest_delete(nullptr);
  wasinn_outcome_clear(nullptr);
  wasinn_error_clear(nullptr);
  wasinn_config_set_log(nullptr, 0, nullptr, nullptr);
  wasinn_config_set_guest_failure(nullptr, nullptr, nullptr);
  wasinn_config_set_pooled_guests(nullptr, 1);
  wasinn_host_set_resolver(nullptr, nullptr, nullptr);
  wasinn_error error{};
  EXPECT_NE(wasinn_host_new(nullptr, nullptr, &error), static_cast<wasinn_status>(WASINN_OK));
  wasinn_error_clear(&error);
  EXPECT_EQ(error.message, nullptr);
  wasinn_error_clear(&error);
}

/// A struct as this version knows it, and as a newer caller knows it.
struct Known {
  std::uint64_t struct_size;
  std::uint32_t first;
  std::uint32_t second;
};
struct Newer {
  Known known;
  std::uint64_t third;
};

TEST(SizedStructs, AreReadAsFarAsTheCallerKnowsThem) {
  const Known old{offsetof(Known, second), 1, 2};
  EXPECT_EQ(read_sized(&old, "known")->first, 1U);
  EXPECT_EQ(read_sized(&old, "known")->second, 0U) << "the caller does not know it";
  const Known none{0, 1, 2};
  EXPECT_THAT(read_sized(&none, "known").error().message, HasSubstr("set it to sizeof(known)"));
  const Known anything{~std::uint64_t{0}, 1, 2};
  EXPECT_EQ(read_sized(&anything, "known").error().code, ErrorCode::InvalidArgument);
}

TEST(SizedStructs, OfNewerCallersAreTakenWhenTheyAskForNothingNew) {
  Newer newer{{sizeof newer, 1, 2}, 0};
  EXPECT_EQ(read_sized(&newer.known, "known")->second, 2U);
  newer.third = 1;
  EXPECT_EQ(read_sized(&newer.known, "known").error().code, ErrorCode::UnsupportedOperation);
}

TEST(SizedStructs, AreWrittenAsFarAsTheCallerHasRoom) {
  Known old{offsetof(Known, second), 0, 7};
  write_sized(Known{0, 1, 2}, &old);
  EXPECT_EQ(old.first, 1U);
  EXPECT_EQ(old.second, 7U) << "outside of what the caller gave";
  Newer newer{{sizeof newer, 0, 0}, 9};
  write_sized(Known{0, 1, 2}, &newer.known);
  EXPECT_EQ(newer.known.second, 2U);
  EXPECT_EQ(newer.third, 9U);
  EXPECT_EQ(newer.known.struct_size, sizeof newer);
}

}  // namespace
}  // namespace wasinn::capi
