// SPDX-License-Identifier: Apache-2.0
// Libraries that are no plug-ins, or broken ones, are refused with a reason.
#include "plugin/plugin_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace wasinn {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kTestPlugins = WASINN_TEST_PLUGINS;

Error refusal_of(const std::filesystem::path& library) {
  const auto table = open_plugin_library(library);
  EXPECT_FALSE(table.has_value()) << library;
  return table ? Error{} : table.error();
}

TEST(PluginLibrary, OpensAPlugin) {
  const auto table = open_plugin_library(kTestPlugins / "libliar.so");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->major, WASINN_PLUGIN_MAJOR);
  EXPECT_NE(table->context_compute, nullptr);
}

TEST(PluginLibrary, GivesTheSameFunctionsWhenOpenedAgain) {
  const auto first = open_plugin_library(kTestPlugins / "libliar.so");
  const auto second = open_plugin_library(kTestPlugins / "libliar.so");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->context_compute, second->context_compute);
}

TEST(PluginLibrary, RefusesAMissingFile) {
  const Error error = refusal_of(kTestPlugins / "libnowhere.so");
  EXPECT_EQ(error.code, ErrorCode::NotFound);
  EXPECT_THAT(error.message, HasSubstr("libnowhere.so"));
}

TEST(PluginLibrary, NeverSearchesTheSystemForABareName) {
  const Error error = refusal_of("libm.so.6");
  EXPECT_EQ(error.code, ErrorCode::NotFound);
  EXPECT_THAT(error.message, HasSubstr("cannot load"));
}

TEST(PluginLibrary, RefusesAFileThatIsNoLibrary) {
  EXPECT_EQ(refusal_of(WASINN_TEST_SOURCE_DIR "/LICENSE").code, ErrorCode::NotFound);
}

TEST(PluginLibrary, RefusesALibraryWithoutTheEntrySymbol) {
  const Error error = refusal_of(kTestPlugins / "libno_entry.so");
  EXPECT_EQ(error.code, ErrorCode::NotFound);
  EXPECT_THAT(error.message, HasSubstr("lacks wasinn_plugin_entry"));
}

TEST(PluginLibrary, RefusesAnotherMajorVersion) {
  const Error error = refusal_of(kTestPlugins / "libbroken_major.so");
  EXPECT_EQ(error.code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(error.message, HasSubstr("made for version 2.2"));
  EXPECT_THAT(error.message, HasSubstr("this host has 1.2"));
}

TEST(PluginLibrary, RefusesAPluginThatRefusesTheHost) {
  const Error error = refusal_of(kTestPlugins / "libbroken_refusal.so");
  EXPECT_EQ(error.code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(error.message, HasSubstr("does not serve version 1.2"));
}

TEST(PluginLibrary, RefusesATableThatIsTooShort) {
  EXPECT_THAT(refusal_of(kTestPlugins / "libbroken_short.so").message, HasSubstr("filled 40 bytes"));
}

TEST(PluginLibrary, RefusesATableThatIsLongerThanItsRoom) {
  const Error error = refusal_of(kTestPlugins / "libbroken_long.so");
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_THAT(error.message, HasSubstr("the host gave room for"));
}

TEST(PluginLibrary, RefusesATableWithAMissingFunctionAndNamesIt) {
  const Error error = refusal_of(kTestPlugins / "libbroken_function.so");
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_THAT(error.message, HasSubstr("lacks the function context_compute"));
}

}  // namespace
}  // namespace wasinn
