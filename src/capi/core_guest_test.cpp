// SPDX-License-Identifier: Apache-2.0
// The imports of core modules over plain bytes: what an engine of the embedding program binds to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "abi/witx/functions.h"
#include "capi/test_host.h"

namespace wasinn::capi {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kSuccess = 0;
constexpr std::uint32_t kInvalidArgument = 1;
constexpr std::uint32_t kMissingMemory = 3;
constexpr std::uint32_t kOnnx = 1;
constexpr std::uint32_t kCpu = 0;
constexpr std::uint32_t kU8 = 3;

std::span<const wasinn_import> imports() {
  std::uint64_t count = 0;
  const wasinn_import* const rows = wasinn_core_imports(&count);
  return {rows, static_cast<std::size_t>(count)};
}

/// A guest whose memory is an array.
class CoreGuest : public testing::Test {
 protected:
  CoreGuestPtr make_guest(int shared = 0) {
    wasinn_core_guest* guest = nullptr;
    EXPECT_EQ(wasinn_core_guest_new(session_.get(), shared, &guest, failure_.slot()), WASINN_OK) << failure_.message();
    return CoreGuestPtr(guest);
  }

  std::uint32_t call(const char* function, const std::vector<std::uint32_t>& arguments) {
    for (const wasinn_import& import : imports()) {
      if (std::string(import.name) != function) continue;
      EXPECT_EQ(import.parameter_count, arguments.size());
      return import.call(guest_.get(), memory_.data(), memory_.size(), arguments.data());
    }
    ADD_FAILURE() << "there is no " << function;
    return 1000;
  }

  std::uint32_t place(std::string_view bytes) {
    const std::uint32_t at = next_;
    std::memcpy(memory_.data() + at, bytes.data(), bytes.size());
    next_ += static_cast<std::uint32_t>((bytes.size() + 15) / 16 * 16);
    return at;
  }

  std::uint32_t place_numbers(const std::vector<std::uint32_t>& numbers) {
    return place({reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof numbers[0]});
  }

  std::uint32_t number_at(std::uint32_t at) const {
    std::uint32_t number = 0;
    std::memcpy(&number, memory_.data() + at, sizeof number);
    return number;
  }

  const HostPtr host_ = make_host();
  const SessionPtr session_ = make_session(host_);
  Failure failure_;
  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(65536);
  std::uint32_t next_ = 16;
  CoreGuestPtr guest_ = make_guest();
};

TEST_F(CoreGuest, HasEveryFunctionOfTheTables) {
  std::size_t count = 0;
  for (const witx::ImportModule& module : witx::import_modules()) {
    for (const witx::Function& function : module.functions) {
      ASSERT_LT(count, imports().size());
      const wasinn_import& import = imports()[count++];
      EXPECT_EQ(import.module, module.name);
      EXPECT_EQ(import.name, function.name);
      EXPECT_EQ(import.parameter_count, function.parameter_count);
    }
  }
  EXPECT_EQ(count, imports().size());
  EXPECT_EQ(wasinn_core_imports(nullptr), imports().data());
}

TEST_F(CoreGuest, ComputesFromLoadToOutput) {
  const std::uint32_t part = place(kBytesModel);
  const std::uint32_t parts = place_numbers({part, static_cast<std::uint32_t>(kBytesModel.size())});
  const std::uint32_t out = place_numbers({0, 0});
  ASSERT_EQ(call("load", {parts, 1, kOnnx, kCpu, out}), kSuccess) << wasinn_core_guest_last_error(guest_.get());
  ASSERT_EQ(call("init_execution_context", {number_at(out), out}), kSuccess);
  const std::uint32_t context = number_at(out);
  const std::uint32_t sizes = place_numbers({5});
  const std::uint32_t data = place("seven");
  const std::uint32_t tensor = place_numbers({sizes, 1, kU8, data, 5});
  ASSERT_EQ(call("set_input", {context, 0, tensor}), kSuccess);
  ASSERT_EQ(call("compute", {context}), kSuccess);
  const std::uint32_t room = place(std::string(8, '\0'));
  ASSERT_EQ(call("get_output", {context, 0, room, 8, out}), kSuccess);
  EXPECT_EQ(number_at(out), 5U);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(memory_.data() + room), 5), "seven");
  EXPECT_EQ(call("finalize_execution_context", {context}), kSuccess);
}

TEST_F(CoreGuest, SaysWhyItsLastCallFailed) {
  EXPECT_STREQ(wasinn_core_guest_last_error(guest_.get()), "");
  EXPECT_EQ(call("compute", {99}), kInvalidArgument);
  EXPECT_THAT(wasinn_core_guest_last_error(guest_.get()), HasSubstr("99 is not the handle of an execution context"));
  EXPECT_STREQ(wasinn_core_guest_last_error(nullptr), "");
}

TEST_F(CoreGuest, AnswersCallsWithNothingBehindThem) {
  const wasinn_import& load = imports()[0];
  const std::array<std::uint32_t, 6> arguments{};
  EXPECT_EQ(load.call(guest_.get(), nullptr, 0, arguments.data()), kMissingMemory);
  EXPECT_EQ(load.call(nullptr, memory_.data(), memory_.size(), arguments.data()), kInvalidArgument);
  EXPECT_EQ(load.call(guest_.get(), memory_.data(), memory_.size(), nullptr), kInvalidArgument);
  EXPECT_NE(load.call(guest_.get(), memory_.data(), 1, arguments.data()), kSuccess);
}

TEST_F(CoreGuest, TakesSharedMemory) {
  guest_ = make_guest(1);
  const std::uint32_t name = place("infer");
  EXPECT_EQ(call("supports", {name, 5}), 1U);
}

TEST_F(CoreGuest, NeedsASession) {
  wasinn_core_guest* guest = nullptr;
  EXPECT_EQ(wasinn_core_guest_new(nullptr, 0, &guest, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  EXPECT_EQ(failure_.message(), "wasinn_core_guest_new: session is NULL");
  EXPECT_EQ(wasinn_core_guest_new(session_.get(), 0, nullptr, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
}

}  // namespace
}  // namespace wasinn::capi
