// SPDX-License-Identifier: Apache-2.0
// What guests can ask: which functions there are, why a call failed, what a graph is like. And the operator's switch.
#include "abi/witx/extension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/abi/plain_guest.h"
#include "tests/abi/scripted_backend.h"

namespace wasinn::witx {
namespace {

using plain::HostSetup;
using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr std::uint32_t kInputs = 0, kOutputs = 1;
constexpr std::uint32_t kUntouched = 0xC0FFEE;
constexpr std::uint32_t kRoom = 2048;

class WitxExtension : public ::testing::Test {
 protected:
  explicit WitxExtension(HostSetup setup = {}) : host_(plain::make_host(std::move(setup))), guest_(*host_) {}

  std::uint32_t supports(std::string_view name) {
    return static_cast<std::uint32_t>(
        guest_.call("supports", {guest_.place(name), static_cast<std::uint32_t>(name.size())}));
  }

  /// A number that a function writes to its last argument; nothing when it fails.
  std::optional<std::uint32_t> number(std::string_view function, std::vector<std::uint32_t> arguments) {
    const Pointer out = guest_.place_numbers({kUntouched});
    arguments.push_back(out);
    const Errno answer = call(function, arguments);
    if (answer == Errno::Success) return guest_.number_at(out);
    EXPECT_EQ(guest_.number_at(out), kUntouched) << function;
    return std::nullopt;
  }

  /// A text that a function writes to its last arguments, asked for twice: how long it is, and what it is.
  std::string text(std::string_view function, const std::vector<std::uint32_t>& arguments) {
    const Pointer size = guest_.place_numbers({kUntouched});
    const Errno asked = call(function, arguments, {0xFFFFFFFF, 0, size});
    const std::uint32_t needed = guest_.number_at(size);
    EXPECT_EQ(asked, needed == 0 ? Errno::Success : Errno::TooLarge) << function;
    const Pointer buffer = guest_.place(std::string(kRoom, '#'));
    EXPECT_EQ(call(function, arguments, {buffer, kRoom, size}), Errno::Success) << function;
    EXPECT_EQ(guest_.number_at(size), needed) << function;
    EXPECT_EQ(guest_.text_at(buffer + needed, 1), "#") << "nothing is written behind the text";
    return guest_.text_at(buffer, needed);
  }

  std::vector<std::int64_t> dimensions(std::uint32_t graph, std::uint32_t direction, std::uint32_t index) {
    const std::string bytes = text("port_dimensions", {graph, direction, index});
    std::vector<std::int64_t> sizes(bytes.size() / sizeof(std::int64_t));
    if (!bytes.empty()) std::memcpy(sizes.data(), bytes.data(), bytes.size());
    return sizes;
  }

  std::string last_error() { return text("last_error", {}); }

  Errno call(std::string_view function, const std::vector<std::uint32_t>& arguments,
             const std::vector<std::uint32_t>& more = {}) {
    std::vector<std::uint32_t> all = arguments;
    all.insert(all.end(), more.begin(), more.end());
    for (const Function& row : extension_functions()) {
      if (row.name != function) continue;
      EXPECT_EQ(row.parameter_count, all.size());
      return static_cast<Errno>(row.call(guest_.guest(), GuestMemory(guest_.bytes()), all.data()));
    }
    ADD_FAILURE() << "there is no function " << function;
    return Errno::Success;
  }

  std::unique_ptr<Host> host_;
  PlainGuest guest_;
};

TEST(WitxExtensionTable, HasTheTenFunctions) {
  std::vector<std::pair<std::string_view, std::uint32_t>> found;
  for (const Function& function : extension_functions()) found.emplace_back(function.name, function.parameter_count);
  EXPECT_THAT(found, UnorderedElementsAre(Pair("supports", 2), Pair("last_error", 3), Pair("port_count", 3),
                                          Pair("port_name", 6), Pair("port_type", 4), Pair("port_dimensions", 6),
                                          Pair("metadata_count", 2), Pair("metadata_key", 5),
                                          Pair("metadata_value", 5), Pair("infer", 5)));
  for (const Function& function : extension_functions()) EXPECT_LE(function.parameter_count, kMostParameters);
}

TEST(WitxExtensionTable, IsBoundBesideThatOfTheStandard) {
  ASSERT_THAT(import_modules(), SizeIs(2));
  EXPECT_EQ(import_modules()[0].name, "wasi_ephemeral_nn");
  EXPECT_EQ(import_modules()[0].functions.size(), functions().size());
  EXPECT_EQ(import_modules()[1].name, "wasinn_nn_ext");
  EXPECT_EQ(import_modules()[1].functions.size(), extension_functions().size());
}

// supports

TEST_F(WitxExtension, SupportsEachOfItsFunctions) {
  for (const Function& function : extension_functions()) EXPECT_EQ(supports(function.name), 1u) << function.name;
}

TEST_F(WitxExtension, SupportsNothingElse) {
  constexpr std::string_view kNames[] = {"",        "infe",         "infer ", "Infer",
                                         "compute", "load_by_name", "\xff",   {"infer\0", 6}};
  for (const std::string_view name : kNames) {
    EXPECT_EQ(supports(name), 0u) << name;
  }
  EXPECT_EQ(supports(std::string(40'000, 'x')), 0u);
}

TEST_F(WitxExtension, AnswersNoToAQuestionThatCannotBeRead) {
  const Pointer end = guest_.end();
  EXPECT_EQ(static_cast<int>(guest_.call("supports", {end - 4, 5})), 0);
  EXPECT_EQ(static_cast<int>(guest_.call("supports", {0xFFFFFFFF, 0xFFFFFFFF})), 0);
  EXPECT_EQ(static_cast<int>(guest_.call("supports", {0, 0xFFFFFFFF})), 0);
  guest_.have_memory(false);
  EXPECT_EQ(static_cast<int>(guest_.call("supports", {0, 0})), 0) << "1 would mean yes, and an errno is not asked for";
  guest_.have_memory(true);
  EXPECT_EQ(last_error(), "") << "no answer to this question is a failure";
}

// last_error

TEST_F(WitxExtension, HasNoErrorTextBeforeAFailure) {
  guest_.load("echo u8[3]");
  EXPECT_EQ(last_error(), "");
}

TEST_F(WitxExtension, TellsWhyTheLastFailedCallFailed) {
  EXPECT_EQ(guest_.call("compute", {7}), Errno::InvalidArgument);
  EXPECT_THAT(last_error(), HasSubstr("7 is not the handle of an execution context"));
  EXPECT_EQ(guest_.call("port_count", {8, 0, 16}), Errno::InvalidArgument);
  EXPECT_THAT(last_error(), HasSubstr("8 is not the handle of a graph"));
  const std::uint32_t context = guest_.init(guest_.load("echo fail=the disk is on fire"));
  EXPECT_THAT(last_error(), HasSubstr("8 is not the handle")) << "success leaves the text alone";
  EXPECT_EQ(guest_.call("compute", {context}), Errno::RuntimeError);
  EXPECT_THAT(last_error(), HasSubstr("the disk is on fire"));
}

TEST_F(WitxExtension, AsksForAnErrorWithoutHidingIt) {
  EXPECT_EQ(guest_.call("compute", {7}), Errno::InvalidArgument);
  const Pointer size = guest_.place_numbers({kUntouched});
  EXPECT_EQ(guest_.call("last_error", {guest_.place("."), 1, size}), Errno::TooLarge);
  EXPECT_GT(guest_.number_at(size), 20u);
  EXPECT_EQ(guest_.call("last_error", {guest_.end() - 1, 2, size}), Errno::InvalidArgument);
  EXPECT_EQ(guest_.call("last_error", {16, 2, guest_.end() - 3}), Errno::InvalidArgument);
  EXPECT_EQ(guest_.call("last_error", {16, 0xFFFFFFFF, size}), Errno::InvalidArgument);
  EXPECT_THAT(last_error(), HasSubstr("7 is not the handle of an execution context"));
}

TEST_F(WitxExtension, HidesThePathsAndAddressesOfTheHostAndCutsLongTexts) {
  const std::uint32_t context = guest_.init(guest_.load("echo fail=cannot open '/etc/secret/key' at 0x7fff1234"));
  EXPECT_EQ(guest_.call("compute", {context}), Errno::RuntimeError);
  EXPECT_THAT(last_error(), HasSubstr("cannot open '…' at …"));
  EXPECT_THAT(last_error(), Not(HasSubstr("secret")));
  const std::uint32_t talker = guest_.init(guest_.load("echo fail=" + std::string(10'000, 'x')));
  EXPECT_EQ(guest_.call("compute", {talker}), Errno::RuntimeError);
  EXPECT_LE(last_error().size(), 1024u);
  EXPECT_THAT(last_error(), EndsWith("xxx"));
}

TEST_F(WitxExtension, TellsEachGuestOfItsOwnErrorsOnly) {
  EXPECT_EQ(guest_.call("compute", {7}), Errno::InvalidArgument);
  PlainGuest other(*host_);
  EXPECT_EQ(other.guest().last_error(), "");
}

// Ports

TEST_F(WitxExtension, CountsPorts) {
  const std::uint32_t graph = guest_.load("echo x:f32[2] u8[?] >string[?]");
  EXPECT_EQ(number("port_count", {graph, kInputs}), 2u);
  EXPECT_EQ(number("port_count", {graph, kOutputs}), 3u);
}

TEST_F(WitxExtension, NamesPorts) {
  const std::uint32_t graph = guest_.load("echo image:f32[2] u8[?] größe:i32[1]");
  EXPECT_EQ(text("port_name", {graph, kInputs, 0}), "image");
  EXPECT_EQ(text("port_name", {graph, kOutputs, 0}), "image");
  EXPECT_EQ(text("port_name", {graph, kInputs, 1}), "") << "it has none";
  EXPECT_EQ(text("port_name", {graph, kInputs, 2}), "größe");
}

TEST_F(WitxExtension, GivesTypesTheNumbersOfTheStandardAndTwoMore) {
  const std::uint32_t graph = guest_.load("echo f16[] f32[] f64[] u8[] i32[] i64[] bf16[] >string[?]");
  std::vector<std::uint32_t> types;
  for (std::uint32_t i = 0; i < 8; ++i) types.push_back(number("port_type", {graph, kOutputs, i}).value_or(kUntouched));
  EXPECT_THAT(types, ElementsAre(plain::kF16, plain::kF32, plain::kF64, plain::kU8, plain::kI32, plain::kI64,
                                 plain::kBf16, plain::kForeign));
}

TEST_F(WitxExtension, ListsDimensionsWithThoseThatAreUnknown) {
  const std::uint32_t graph = guest_.load("echo f32[2,3] u8[batch,?,2147483647] i64[] f16[0]");
  EXPECT_THAT(dimensions(graph, kInputs, 0), ElementsAre(2, 3));
  EXPECT_THAT(dimensions(graph, kOutputs, 1), ElementsAre(-1, -1, 2147483647));
  EXPECT_THAT(dimensions(graph, kInputs, 2), IsEmpty()) << "a scalar";
  EXPECT_THAT(dimensions(graph, kInputs, 3), ElementsAre(0));
}

TEST_F(WitxExtension, SaysThatItDoesNotKnowARank) {
  const std::uint32_t graph = guest_.load("echo f32[...]");
  EXPECT_EQ(call("port_dimensions", {graph, kInputs, 0, guest_.place(std::string(8, ' ')), 8, 16}),
            Errno::UnsupportedOperation);
  EXPECT_THAT(last_error(), HasSubstr("does not say how many dimensions"));
}

TEST_F(WitxExtension, WritesNoPartOfAnAnswerThatDoesNotFit) {
  const std::uint32_t graph = guest_.load("echo image:f32[2,3]");
  const Pointer buffer = guest_.place("################");
  const Pointer size = guest_.place_numbers({kUntouched});
  EXPECT_EQ(guest_.call("port_dimensions", {graph, kInputs, 0, buffer, 15, size}), Errno::TooLarge);
  EXPECT_EQ(guest_.number_at(size), 16u);
  EXPECT_EQ(guest_.call("port_name", {graph, kInputs, 0, buffer, 4, size}), Errno::TooLarge);
  EXPECT_EQ(guest_.number_at(size), 5u);
  EXPECT_EQ(guest_.text_at(buffer, 16), "################");
}

TEST_F(WitxExtension, WritesAtOddAddresses) {
  const std::uint32_t graph = guest_.load("echo image:f32[2,3]");
  const Pointer buffer = guest_.place(std::string(16, '#'), 3);
  const Pointer size = guest_.place_numbers({kUntouched}, 1);
  EXPECT_EQ(guest_.call("port_dimensions", {graph, kInputs, 0, buffer, 16, size}), Errno::Success);
  EXPECT_EQ(guest_.number_at(size), 16u);
  EXPECT_EQ(guest_.number_at(buffer + 8), 3u);
}

// Metadata

TEST_F(WitxExtension, ListsMetadata) {
  const std::uint32_t graph = guest_.load("echo u8[3]");
  EXPECT_EQ(number("metadata_count", {graph}), 1u);
  EXPECT_EQ(text("metadata_key", {graph, 0}), "producer");
  EXPECT_EQ(text("metadata_value", {graph, 0}), "echo");
}

TEST_F(WitxExtension, MayHaveNoMetadata) {
  HostSetup setup;
  setup.sources.push_back(plain::scripted_backend({}));
  const auto host = plain::make_host(std::move(setup));
  PlainGuest guest(*host);
  const Pointer count = guest.place_numbers({kUntouched});
  EXPECT_EQ(guest.call("metadata_count", {guest.load("anything"), count}), Errno::Success);
  EXPECT_EQ(guest.number_at(count), 0u);
}

// What is wrong with arguments

struct Question {
  std::string_view function;
  std::vector<std::uint32_t> after_graph;  ///< arguments between the graph and where the answer goes
  bool text;                               ///< the answer goes to a buffer
};

class WitxQuestion : public WitxExtension, public ::testing::WithParamInterface<Question> {
 protected:
  Errno ask(std::uint32_t graph, const std::vector<std::uint32_t>& where) {
    std::vector<std::uint32_t> arguments = {graph};
    arguments.insert(arguments.end(), GetParam().after_graph.begin(), GetParam().after_graph.end());
    return call(GetParam().function, arguments, where);
  }

  /// Good places for the answer, the size last.
  std::vector<std::uint32_t> good() {
    const Pointer out = guest_.place_numbers({kUntouched});
    if (!GetParam().text) return {out};
    return {guest_.place(std::string(64, '#')), 64, out};
  }
};

TEST_P(WitxQuestion, IsAnswered) { EXPECT_EQ(ask(guest_.load("echo x:u8[3]"), good()), Errno::Success); }

TEST_P(WitxQuestion, NeedsAGraph) {
  const std::uint32_t graph = guest_.load("echo x:u8[3]");
  const std::uint32_t context = guest_.init(graph);
  const auto where = good();
  for (const std::uint32_t handle : {0U, context, context + 1, 0xFFFFFFFFU}) {
    EXPECT_EQ(ask(handle, where), Errno::InvalidArgument) << handle;
  }
  EXPECT_EQ(guest_.call("unload", {graph}), Errno::Success);
  EXPECT_EQ(ask(graph, where), Errno::InvalidArgument);
  EXPECT_EQ(guest_.number_at(where.back()), kUntouched);
}

TEST_P(WitxQuestion, NeedsAPlaceForTheNumber) {
  const std::uint32_t graph = guest_.load("echo x:u8[3]");
  auto where = good();
  for (const std::uint32_t place : {guest_.end() - 3, guest_.end(), 0xFFFFFFFFU, 0xFFFFFFFDU}) {
    where.back() = place;
    EXPECT_EQ(ask(graph, where), Errno::InvalidArgument) << place;
  }
  where.back() = guest_.end() - 4;
  EXPECT_EQ(ask(graph, where), Errno::Success);
}

TEST_P(WitxQuestion, NeedsABufferInsideMemory) {
  if (!GetParam().text) return;  // it has none
  const std::uint32_t graph = guest_.load("echo x:u8[3]");
  const auto where = good();
  for (const auto& [pointer, length] : {std::pair(guest_.end() - 63, 64U), std::pair(0U, 0xFFFFFFFFU),
                                        std::pair(0xFFFFFFFFU, 2U), std::pair(16U, guest_.end() - 15)}) {
    EXPECT_EQ(ask(graph, {pointer, length, where.back()}), Errno::InvalidArgument) << pointer << ' ' << length;
    EXPECT_EQ(guest_.number_at(where.back()), kUntouched);
  }
}

TEST_P(WitxQuestion, NeedsMemory) {
  const std::uint32_t graph = guest_.load("echo x:u8[3]");
  std::vector<std::uint32_t> arguments = {graph};
  arguments.resize(kMostParameters);
  for (const Function& row : extension_functions()) {
    if (row.name != GetParam().function) continue;
    EXPECT_EQ(row.call(guest_.guest(), GuestMemory(), arguments.data()),
              static_cast<std::uint32_t>(Errno::MissingMemory));
  }
}

TEST_P(WitxQuestion, KnowsDirectionsAndIndicesByTheirNumbers) {
  const std::uint32_t graph = guest_.load("echo x:u8[3]");
  const auto where = good();
  for (std::size_t i = 0; i < GetParam().after_graph.size(); ++i) {
    for (const std::uint32_t wrong : {2U, 0xFFFFFFFFU, 0x80000000U}) {
      std::vector<std::uint32_t> arguments = {graph};
      arguments.insert(arguments.end(), GetParam().after_graph.begin(), GetParam().after_graph.end());
      arguments[i + 1] = wrong;
      EXPECT_EQ(call(GetParam().function, arguments, where), Errno::InvalidArgument) << wrong;
      EXPECT_EQ(guest_.number_at(where.back()), kUntouched);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, WitxQuestion,
                         ::testing::Values(Question{"port_count", {kInputs}, false},
                                           Question{"port_name", {kInputs, 0}, true},
                                           Question{"port_type", {kOutputs, 0}, false},
                                           Question{"port_dimensions", {kOutputs, 0}, true},
                                           Question{"metadata_count", {}, false}, Question{"metadata_key", {0}, true},
                                           Question{"metadata_value", {0}, true}),
                         [](const auto& row) { return std::string(row.param.function); });

// The operator's switch

HostSetup without_extensions() {
  HostSetup setup;
  setup.policy.extensions = false;
  return setup;
}

class WitxExtensionTurnedOff : public WitxExtension {
 protected:
  WitxExtensionTurnedOff() : WitxExtension(without_extensions()) {}
};

TEST_F(WitxExtensionTurnedOff, SupportsNothing) {
  for (const Function& function : extension_functions()) EXPECT_EQ(supports(function.name), 0u) << function.name;
}

TEST_F(WitxExtensionTurnedOff, ServesNoFunctionAndSaysSo) {
  const std::uint32_t graph = guest_.load("echo u8[3]");
  for (const Function& function : extension_functions()) {
    if (function.name == "supports") continue;
    const std::vector<std::uint32_t> arguments(function.parameter_count, graph);
    EXPECT_EQ(call(function.name, arguments), Errno::UnsupportedOperation) << function.name;
  }
  EXPECT_THAT(guest_.guest().last_error(), HasSubstr("the operator turned the functions of wasinn_nn_ext off"));
}

TEST_F(WitxExtensionTurnedOff, LeavesTheStandardAlone) {
  const std::uint32_t context = guest_.init(guest_.load("echo u8[3]"));
  guest_.set_input(context, 0, {3}, kU8, bytes_of("abc"));
  guest_.compute(context);
  EXPECT_EQ(guest_.output(context, 0), "abc");
}

}  // namespace
}  // namespace wasinn::witx
