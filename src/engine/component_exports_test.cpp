// SPDX-License-Identifier: Apache-2.0
// Tests of finding the function to call among those that a component exports.
#include "engine/component_exports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wasinn::engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kName = "guest.wasm";

ComponentFunction function(std::string interface, std::string name, std::size_t parameters = 0) {
  return {std::move(interface), std::move(name), parameters, true, true};
}

std::string command_error(const std::vector<ComponentFunction>& functions) {
  const auto found = find_command(functions, kName);
  return found ? "no error" : found.error().message;
}

std::string function_error(const std::vector<ComponentFunction>& functions, const std::string& wanted) {
  const auto found = find_function(functions, wanted, kName);
  return found ? "no error" : found.error().message;
}

const std::vector<ComponentFunction> kFunctions = {
    function("", "run"), function("", "twice", 1), function("my:pkg/one@1.0.0", "go"), function("my:pkg/two", "go"),
    function("my:pkg/one@1.0.0", "only")};

TEST(FindCommand, TakesRunOfWasi02) {
  const std::vector<ComponentFunction> functions = {function("", "run"), function("wasi:cli/run@0.2.12", "run")};
  const auto found = find_command(functions, kName);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ((*found)->full_name(), "wasi:cli/run@0.2.12#run");
}

TEST(FindCommand, ListsWhatCanBeCalledInstead) {
  EXPECT_EQ(command_error(kFunctions),
            "guest.wasm exports no wasi:cli/run, so there is nothing to run; --invoke can call run, "
            "my:pkg/one@1.0.0#go, my:pkg/two#go, my:pkg/one@1.0.0#only");
  EXPECT_THAT(command_error({}), HasSubstr("nothing to run; build it as a command"));
}

TEST(FindCommand, ShortensALongListAndMakesNamesPrintable) {
  std::vector<ComponentFunction> functions(20, function("", "a\x1B"));
  EXPECT_THAT(command_error(functions), AllOf(HasSubstr("a?, a?"), HasSubstr(" and 8 more"), Not(HasSubstr("\x1B"))));
}

TEST(FindCommand, KnowsOtherVersionsAndHttpServices) {
  EXPECT_THAT(command_error({function("wasi:cli/run@0.3.0", "run")}),
              HasSubstr("it exports wasi:cli/run@0.3.0, and wasinn"));
  EXPECT_THAT(command_error({function("wasi:cli/run@0.2.0-rc-2023-11-10", "run")}), HasSubstr("WASI 0.2"));
  EXPECT_THAT(command_error({function("wasi:http/incoming-handler@0.2.0", "handle", 2)}), HasSubstr("HTTP service"));
}

TEST(FindCommand, WantsTheRightType) {
  EXPECT_THAT(command_error({function("wasi:cli/run@0.2.0", "run", 1)}),
              HasSubstr("not a function without parameters"));
  ComponentFunction odd = function("wasi:cli/run@0.2.0", "run");
  odd.returns_result = false;
  EXPECT_THAT(command_error({odd}), HasSubstr("that returns a result"));
}

TEST(FindFunction, TakesFullAndShortNames) {
  for (const char* name : {"my:pkg/one@1.0.0#only", "my:pkg/one#only", "only"}) {
    const auto found = find_function(kFunctions, name, kName);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(*found, &kFunctions[4]);
  }
}

TEST(FindFunction, PrefersTheComponentsOwn) {
  const std::vector<ComponentFunction> functions = {function("my:pkg/one", "go"), function("", "go")};
  const auto found = find_function(functions, "go", kName);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, &functions[1]);
}

TEST(FindFunction, RefusesAmbiguousNames) {
  EXPECT_EQ(function_error(kFunctions, "go"),
            "guest.wasm has 2 functions 'go'; write one in full: my:pkg/one@1.0.0#go, my:pkg/two#go");
}

TEST(FindFunction, RefusesUnknownNamesAndFunctionsWithParameters) {
  EXPECT_THAT(function_error(kFunctions, "absent"),
              AllOf(HasSubstr("exports no function 'absent'"), HasSubstr("can call run")));
  EXPECT_THAT(function_error(kFunctions, "twice"), HasSubstr("cannot be asked for 'twice', which takes arguments"));
  EXPECT_THAT(function_error({}, "f"), HasSubstr("it exports no function that takes no arguments"));
}

}  // namespace
}  // namespace wasinn::engine
