// SPDX-License-Identifier: Apache-2.0
// The imports of core modules, called as an engine of the program's calls them.
#include <cstring>

#include "tests/embedding/test_host.h"

namespace wasinn::test {
namespace {

using testing::HasSubstr;

/// A guest whose code is the test: its memory, and calls by name.
class CoreGuests : public testing::Test {
 protected:
  std::uint32_t call(std::string_view name, std::vector<std::uint32_t> arguments) {
    for (const wasinn_import& import : core_imports()) {
      if (import.name != name) continue;
      EXPECT_EQ(import.parameter_count, arguments.size()) << name;
      return guest_.call(import, memory_, arguments);
    }
    ADD_FAILURE() << "no import is called " << name;
    return 0;
  }

  void write(std::uint32_t address, std::string_view text) { std::memcpy(&memory_[address], text.data(), text.size()); }

  std::uint32_t number(std::uint32_t address) const {
    std::uint32_t value;
    std::memcpy(&value, &memory_[address], sizeof value);
    return value;
  }

  Host host_ = taken(Host::make(options()));
  Session session_ = taken(host_.session());
  CoreGuest guest_ = taken(session_.core_guest());
  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(65536);
};

TEST_F(CoreGuests, ComputeThroughTheImports) {
  write(0, "bytes");
  ASSERT_EQ(call("load_by_name", {0, 5, 16}), 0u);
  ASSERT_EQ(call("init_execution_context", {number(16), 20}), 0u);
  const std::uint32_t dimension = 3;
  std::memcpy(&memory_[64], &dimension, 4);
  write(80, "abc");
  // A tensor: address and number of the dimensions, type u8 in one byte, address and size of the data.
  const std::uint32_t tensor[] = {64, 1, 3, 80, 3};
  std::memcpy(&memory_[32], tensor, sizeof tensor);
  memory_[40] = 2;
  ASSERT_EQ(call("set_input", {number(20), 0, 32}), 0u) << guest_.last_error();
  ASSERT_EQ(call("compute", {number(20)}), 0u) << guest_.last_error();
  ASSERT_EQ(call("get_output", {number(20), 0, 128, 16, 24}), 0u) << guest_.last_error();
  EXPECT_EQ(std::string(memory_.begin() + 128, memory_.begin() + 128 + number(24)), "abc");
}

TEST_F(CoreGuests, SayWhyACallFailed) {
  EXPECT_EQ(guest_.last_error(), "");
  write(0, "missing");
  EXPECT_NE(call("load_by_name", {0, 7, 16}), 0u);
  EXPECT_THAT(guest_.last_error(), HasSubstr("missing"));
}

TEST_F(CoreGuests, StayInsideTheirMemory) {
  EXPECT_NE(call("load_by_name", {65535, 7, 16}), 0u);
  EXPECT_NE(call("load_by_name", {0, 5, 65534}), 0u);
  memory_ = {};
  EXPECT_NE(call("load_by_name", {0, 5, 16}), 0u);
}

TEST_F(CoreGuests, OfOneSessionHaveHandlesOfTheirOwn) {
  CoreGuest other = taken(session_.core_guest());
  write(0, "bytes");
  ASSERT_EQ(call("load_by_name", {0, 5, 16}), 0u);
  std::swap(guest_, other);
  EXPECT_NE(call("init_execution_context", {number(16), 20}), 0u);
}

}  // namespace
}  // namespace wasinn::test
