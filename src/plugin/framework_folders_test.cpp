// SPDX-License-Identifier: Apache-2.0
// Where frameworks are looked for, and in which order.
#include "plugin/framework_folders.h"
#include "tests/doubles/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

EnvironmentLookup environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

TEST(FrameworkRoots, ComeFromTheEnvironmentThePluginFoldersAndTheCache) {
  const fs::path plugins[] = {"/opt/wasinn/plugins"};
  const auto roots = default_framework_roots(
      plugins, environment({{"WASINN_FRAMEWORKS", "/a::/b"}, {"WASINN_CACHE", "/cache"}, {"HOME", "/root"}}));
  EXPECT_THAT(roots, ElementsAre("/a", "/b", "/opt/wasinn/frameworks", "/cache"));
}

TEST(FrameworkRoots, UseTheCacheOfTheUser) {
  EXPECT_THAT(default_framework_roots({}, environment({{"HOME", "/root"}})), ElementsAre("/root/.cache/wasinn"));
  EXPECT_THAT(default_framework_roots({}, environment({{"HOME", "/root"}, {"XDG_CACHE_HOME", "/c"}})),
              ElementsAre("/c/wasinn"));
  EXPECT_TRUE(default_framework_roots({}, environment({})).empty());
}

class FrameworkFolders : public ::testing::Test {
 protected:
  const TemporaryFolder temporary_;
  const fs::path root_ = temporary_.path();
};

TEST_F(FrameworkFolders, PutNewerVersionsFirstAndLibBeforeItsParent) {
  fs::create_directories(root_ / "some-1.9.0");
  fs::create_directories(root_ / "some-1.10.0" / "lib");
  fs::create_directories(root_ / "other-2");
  const fs::path roots[] = {root_ / "absent", root_};
  EXPECT_THAT(framework_folders("some", roots), ElementsAre(root_ / "some-1.10.0" / "lib", root_ / "some-1.10.0",
                                                            root_ / "some-1.9.0", root_));
}

}  // namespace
}  // namespace wasinn
