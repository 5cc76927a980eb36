// SPDX-License-Identifier: Apache-2.0
// Which backends are offered, in which order, and what happens to wrong manifests.
#include "plugin/discovery.h"
#include "tests/doubles/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Discovery : public ::testing::Test {
 protected:
  Discovery() {
    options_.log = [this](LogLevel, std::string_view text) { log_.emplace_back(text); };
  }
  void write(const fs::path& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  std::vector<std::string> names(const std::vector<fs::path>& folders) {
    std::vector<std::string> found;
    for (const BackendSource& source : discover(folders, options_)) found.push_back(source.name);
    return found;
  }

  const TemporaryFolder temporary_;
  const fs::path root_ = temporary_.path();
  PluginOptions options_;
  std::vector<std::string> log_;
};

std::string manifest(const std::string& name, const std::string& more = "") {
  return R"({"name": ")" + name + R"(", "library": "lib.so", "encodings": ["onnx"])" + more + "}";
}

TEST_F(Discovery, KeepsTheOrderOfFoldersAndFileNames) {
  write("one/b.json", manifest("bee"));
  write("one/a.json", manifest("zebra"));
  write("one/readme.txt", "");
  write("two/a.json", manifest("ant"));
  EXPECT_THAT(names({root_ / "two", root_ / "absent", root_ / "one"}), ElementsAre("ant", "zebra", "bee"));
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(Discovery, TakesTheFirstOfTwoWithOneName) {
  write("one/a.json", manifest("same"));
  write("two/a.json", manifest("same"));
  const fs::path folders[] = {root_ / "one", root_ / "two"};
  const auto sources = discover(folders, options_);
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_EQ(sources[0].found_at, root_ / "one" / "lib.so");
  EXPECT_THAT(log_, ElementsAre(HasSubstr("passed over")));
}

TEST_F(Discovery, PassesOverAWrongManifestWithALogLine) {
  write("one/a.json", "{");
  write("one/b.json", manifest("good"));
  EXPECT_THAT(names({root_ / "one"}), ElementsAre("good"));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("a.json: a manifest must be one JSON object")));
}

TEST_F(Discovery, TellsWhichBackendsAreThereOnRequestOnly) {
  write("one/a.json", manifest("quiet", R"(, "on_request": true)"));
  write("one/b.json", manifest("usual"));
  const fs::path folders[] = {root_ / "one"};
  const auto sources = discover(folders, options_);
  ASSERT_EQ(sources.size(), 2u);
  EXPECT_TRUE(sources[0].on_request);
  EXPECT_FALSE(sources[1].on_request);
}

TEST_F(Discovery, PutsSpecialistsFirst) {
  write("one/a.json", R"({"name": "all", "library": "lib.so", "encodings": ["openvino", "onnx"]})");
  write("two/b.json", manifest("one"));
  EXPECT_THAT(names({root_ / "one", root_ / "two"}), ElementsAre("one", "all"));
}

TEST_F(Discovery, SaysWhatAFrameworkCostsToGet) {
  write("one/a.json", manifest("costly", R"(, "how_to_get": "buy it", "package": {"files": [{"megabytes": 30},
                                             {"megabytes": 12}, {"megabytes": 500, "for": "building"}]})"));
  const fs::path folders[] = {root_ / "one"};
  EXPECT_EQ(discover(folders, options_).at(0).how_to_get, "buy it (42 MB)");
  EXPECT_EQ(discover(folders, options_).at(0).manifest, root_ / "one" / "a.json");
}

TEST_F(Discovery, HandsABackendItsOptions) {
  options_.backend_options["echo"]["volume"] = "11";
  const fs::path folders[] = {WASINN_TEST_PLUGIN_DIR};
  const auto sources = discover(folders, options_);
  const auto echo = std::find_if(sources.begin(), sources.end(), [](const auto& s) { return s.name == "echo"; });
  ASSERT_NE(echo, sources.end());
  const auto backend = echo->open();
  ASSERT_FALSE(backend.has_value());
  EXPECT_EQ(backend.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(backend.error().message, HasSubstr("no option 'volume'"));
}

TEST_F(Discovery, ReportsAMissingLibraryWhenTheBackendIsOpened) {
  write("one/a.json", manifest("good", R"(, "how_to_get": "buy it")"));
  const fs::path folders[] = {root_ / "one"};
  const auto sources = discover(folders, options_);
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_EQ(sources[0].how_to_get, "buy it");
  EXPECT_THAT(sources[0].encodings, ElementsAre(Encoding::Onnx));
  const auto backend = sources[0].open();
  ASSERT_FALSE(backend.has_value());
  EXPECT_EQ(backend.error().code, ErrorCode::NotFound);
}

TEST_F(Discovery, OpensTheEchoBackend) {
  const fs::path folders[] = {WASINN_TEST_PLUGIN_DIR};
  const auto sources = discover(folders, options_);
  const auto echo = std::find_if(sources.begin(), sources.end(), [](const auto& s) { return s.name == "echo"; });
  ASSERT_NE(echo, sources.end());
  const auto backend = echo->open();
  ASSERT_TRUE(backend.has_value()) << backend.error().message;
  EXPECT_EQ((*backend)->info().name, "echo");
  EXPECT_TRUE((*backend)->info().own_format);
  EXPECT_EQ((*backend)->info().encodings.size(), 6u);
  EXPECT_THAT((*backend)->info().targets, ElementsAre(ExecutionTarget::Cpu));
}

}  // namespace
}  // namespace wasinn
