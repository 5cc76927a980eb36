// SPDX-License-Identifier: Apache-2.0
// Variables of the environment: what they set, and that they are stronger than the file.
#include "config/environment.h"
#include "tests/doubles/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

EnvironmentLookup variables(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](const char* name) -> const char* {
    const auto found = values.find(std::string_view(name));
    return found == values.end() ? nullptr : found->second.c_str();
  };
}

Result<Config> load(const EnvironmentLookup& environment) {
  Config config;
  auto read = read_environment(environment, config);
  if (!read) return fail(std::move(read).error());
  return config;
}

class Environment : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  const fs::path file_ =
      folder_.write("config.json", R"({"plugins": "/file/plugins", "cache": "/file/cache", "threads": 3})");
};

TEST_F(Environment, IsNotNeeded) {
  const auto config = load(variables({}));
  ASSERT_TRUE(config);
  EXPECT_EQ(config->threads, ThreadPolicy());
  const auto folders = plugin_folders(*config);
  ASSERT_EQ(folders.size(), 1u);
  EXPECT_THAT(folders[0].string(), ::testing::EndsWith("/lib/wasinn/plugins"));
}

TEST_F(Environment, NamesTheFile) {
  const auto config = load(variables({{"WASINN_CONFIG", file_.string()}}));
  ASSERT_TRUE(config);
  EXPECT_EQ(config->threads.text(), "3");
  EXPECT_THAT(plugin_folders(*config), ElementsAre("/file/plugins"));
}

TEST_F(Environment, WinsAgainstWhatTheFileSays) {
  const auto config = load(variables({{"WASINN_CONFIG", file_.string()}, {"WASINN_PLUGINS", "/a::/b"},
                                                    {"WASINN_FRAMEWORKS", "/f"},
                                                    {"WASINN_CACHE", "/c"}}));
  ASSERT_TRUE(config);
  EXPECT_THAT(config->plugin_folders, ElementsAre("/a", "/b"));
  EXPECT_THAT(config->framework_folders, ElementsAre("/f"));
  EXPECT_EQ(config->cache, "/c");
}

TEST_F(Environment, CountsAnEmptyVariableAsNotSet) {
  const auto config = load(variables({{"WASINN_CONFIG", file_.string()}, {"WASINN_PLUGINS", ""}, {"WASINN_CACHE", ""}}));
  ASSERT_TRUE(config);
  EXPECT_THAT(config->plugin_folders, ElementsAre("/file/plugins"));
  EXPECT_EQ(config->cache, "/file/cache");
}

TEST_F(Environment, ChangesNothingWhenAnythingInItIsWrong) {
  Config config;
  const auto read = read_environment(variables({{"WASINN_CONFIG", file_.string()}, {"WASINN_THREADS", "many"}}), config);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "WASINN_THREADS: 'many' is no policy for threads: auto, latency, throughput, or their number");
  EXPECT_EQ(config.threads, ThreadPolicy());
}

TEST_F(Environment, TellsOfAFileThatIsMissing) {
  const auto config = load(variables({{"WASINN_CONFIG", "/nowhere.json"}}));
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("/nowhere.json cannot be read"));
}

TEST_F(Environment, PutsCompiledGuestsIntoTheCache) {
  Config config;
  EXPECT_EQ(compiled_guests_folder(config, variables({{"HOME", "/h"}})), "/h/.cache/wasinn/guests");
  EXPECT_EQ(compiled_guests_folder(config, variables({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}})), "/x/wasinn/guests");
  EXPECT_EQ(compiled_guests_folder(config, variables({})), "");
  config.cache = "/c";
  EXPECT_EQ(compiled_guests_folder(config, variables({{"HOME", "/h"}})), "/c/guests");
  config.keep_compiled = false;
  EXPECT_EQ(compiled_guests_folder(config, variables({{"HOME", "/h"}})), "");
}

}  // namespace
}  // namespace wasinn
