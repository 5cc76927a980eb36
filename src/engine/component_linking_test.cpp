// SPDX-License-Identifier: Apache-2.0
// Tests of what is said about components that import what is not served.
#include "engine/component_linking.h"

#include "engine/test_component.h"
#include "engine/test_guest.h"

namespace wasinn::engine {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ComponentLinking : public EngineTest {
 protected:
  /// The error of a command that imports an interface with these exports.
  std::string with_import(const std::string& interface, const std::string& exports) {
    const std::string guest = command_doing("(i32.const 0)");
    return error_of("(component (import \"" + interface + "\" (instance " + exports + "))" + guest.substr(10));
  }
};

TEST_F(ComponentLinking, NamesTheInterfaceThatIsNotServed) {
  constexpr std::string_view kImport =
      R"((component (import "wasi:http/outgoing-handler@0.2.0" (instance (export "handle" (func)))))";
  const auto outcome = run_text(std::string(kImport) + command_doing("(i32.const 0)").substr(10));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(outcome.error().message,
              AllOf(StartsWith("guest.wat imports wasi:http/outgoing-handler@0.2.0, which wasinn does not serve ("),
                    HasSubstr("no network"), Not(HasSubstr("\n"))));
}

TEST_F(ComponentLinking, NamesTheVersionsOfWasiNnThatThereAre) {
  for (const char* version : {"0.1.0", "0.2.0-rc-2099-01-01", "0.2.0", "0.2.1-rc-2024-10-28"}) {
    EXPECT_THAT(with_import("wasi:nn/tensor@" + std::string(version), "(export \"tensor\" (type (sub resource)))"),
                AllOf(HasSubstr("imports wasi:nn/tensor@" + std::string(version) + ", which wasinn does not serve"),
                      HasSubstr("0.2.0-rc-2024-06-25, 0.2.0-rc-2024-08-19, 0.2.0-rc-2024-10-28")));
  }
}

TEST_F(ComponentLinking, HoldsTheVersionsOfWasiNnApart) {
  const std::string version = "wasi:nn/graph@0.2.0-rc-2024-10-28";
  EXPECT_EQ(with_import(version, "(export \"train\" (func))"),
            "guest.wat imports 'train' of " + version +
                ", which wasinn does not serve (that version of wasi:nn does not have it)");
  EXPECT_THAT(with_import(version, "(export \"load-by-name\" (func (result u8)))"),
              HasSubstr("imports 'load-by-name' of " + version + " with another type than it has ("));
  EXPECT_EQ(with_import(version, "(export \"graph\" (type (sub resource)))"), "no error");
}

TEST_F(ComponentLinking, NamesTheVersionOfTheExtension) {
  EXPECT_THAT(with_import("wasinn:nn-ext/models@0.2.0", "(export \"f\" (func))"),
              HasSubstr("models@0.2.0, which wasinn does not serve (of wasinn:nn-ext wasinn has 0.1.0)"));
}

TEST_F(ComponentLinking, NamesTheFunctionThatAServedInterfaceLacks) {
  EXPECT_THAT(with_import("wasi:clocks/wall-clock@0.2.0", "(export \"tomorrow\" (func))"),
              AllOf(HasSubstr("imports 'tomorrow' of wasi:clocks/wall-clock@0.2.0, which wasinn does not serve"),
                    HasSubstr("stable part of WASI 0.2")));
  EXPECT_THAT(with_import("wasi:clocks/wall-clock@0.2.0", "(export \"datetime\" (type (sub resource)))"),
              HasSubstr("imports 'datetime' of wasi:clocks/wall-clock@0.2.0"));
}

TEST_F(ComponentLinking, SaysWhenATypeDiffers) {
  EXPECT_THAT(with_import("wasi:random/random@0.2.0", "(export \"get-random-u64\" (func (result string)))"),
              AllOf(HasSubstr("imports 'get-random-u64' of wasi:random/random@0.2.0 with another type than it has ("),
                    Not(HasSubstr("\n"))));
}

TEST_F(ComponentLinking, KnowsOtherVersionsOfWasi) {
  for (const char* version : {"0.3.0", "0.2.0-rc-2023-11-10", "1.0.0"}) {
    EXPECT_THAT(
        with_import("wasi:random/random@" + std::string(version), "(export \"get-random-u64\" (func (result u64)))"),
        AllOf(HasSubstr("@" + std::string(version) + ", which wasinn does not serve"), HasSubstr("wasm32-wasip2")));
  }
}

TEST_F(ComponentLinking, AdvisesToComposeWhatIsNotOfWasi) {
  EXPECT_THAT(with_import("wasi:keyvalue/store@0.2.0", "(export \"open\" (func))"),
              HasSubstr("guests can import WASI 0.2"));
  EXPECT_THAT(with_import("my:own/thing", "(export \"do\" (func))"),
              AllOf(HasSubstr("imports my:own/thing, which"), HasSubstr("compose the component")));
  const std::string guest = command_doing("(i32.const 0)");
  EXPECT_THAT(error_of("(component (import \"plain\" (func))" + guest.substr(10)), HasSubstr("imports plain, which"));
}

TEST_F(ComponentLinking, ServesAllOfWasi) {
  const std::string get_u64 = R"(" (func (result u64))))";
  const std::string resource = R"(" (type (sub resource))))";
  EXPECT_EQ(with_import("wasi:cli/environment@0.2.0", R"((export "get-arguments" (func (result (list string)))))"),
            "no error");
  EXPECT_EQ(with_import("wasi:clocks/monotonic-clock@0.2.3", "(export \"resolution" + get_u64), "no error");
  EXPECT_EQ(with_import("wasi:filesystem/types@0.2.0", "(export \"descriptor" + resource), "no error");
  EXPECT_EQ(with_import("wasi:io/poll@0.2.0", "(export \"pollable" + resource), "no error");
  EXPECT_EQ(with_import("wasi:random/random@0.2.0", "(export \"get-random-u64" + get_u64), "no error");
  EXPECT_EQ(with_import("wasi:sockets/network@0.2.0", "(export \"network" + resource), "no error");
}

TEST_F(ComponentLinking, RunsNothingOfAComponentToCheckIt) {
  const auto program = compile(command_doing("(i32.const 0)", "(func $f unreachable) (start $f)"));
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_TRUE((*program)->check());
}

TEST_F(ComponentLinking, CompilesWhatItCannotLink) {
  const auto program = compile("(component (import \"my:own/thing\" (instance (export \"do\" (func)))))");
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_TRUE((*program)->serialize());
  EXPECT_FALSE((*program)->check());
}

}  // namespace
}  // namespace wasinn::engine
