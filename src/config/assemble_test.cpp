// SPDX-License-Identifier: Apache-2.0
// Which backend serves which encoding, and hosts made from a Config.
#include "config/assemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/environment.h"
#include "host/session.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A plug-in folder with manifests of backends that are never opened.
class Assemble : public ::testing::Test {
 protected:
  Assemble() {
    add("apple", R"(["onnx", "openvino"])", "");
    add("berry", R"(["onnx", "ggml"])", "");
    add("double", R"(["onnx", "openvino", "ggml"])", R"(, "on_request": true)");
    config_.plugin_folders = {folder_};
  }
  void add(const std::string& name, const std::string& encodings, const std::string& more) {
    std::ofstream(folder_ / (name + ".json"))
        << R"({"name": ")" << name << R"(", "library": "none.so", "encodings": )" << encodings << more << "}";
  }

  /// "name: encodings" of each backend in order.
  std::vector<std::string> sources() {
    std::vector<std::string> out;
    const auto found = backend_sources(config_, {});
    EXPECT_TRUE(found) << found.error().message;
    for (const BackendSource& source : found.value_or(std::vector<BackendSource>())) {
      out.push_back(source.name + ":");
      for (const Encoding encoding : source.encodings) out.back() += " " + std::string(encoding_name(encoding));
    }
    return out;
  }

  std::string complaint() {
    const auto found = backend_sources(config_, {});
    EXPECT_FALSE(found);
    return found ? "" : found.error().message;
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
  Config config_;
};

TEST_F(Assemble, OffersBackendsByNameAndNoneThatWasNotAskedFor) {
  EXPECT_THAT(sources(), ElementsAre("apple: onnx openvino", "berry: onnx ggml"));
}

TEST_F(Assemble, PutsTheOrderedBackendsFirst) {
  config_.backend_order = {"berry"};
  EXPECT_THAT(sources(), ElementsAre("berry: onnx ggml", "apple: onnx openvino"));
}

TEST_F(Assemble, LeavesAnEncodingToTheBackendThatWasChosenForIt) {
  ASSERT_TRUE(set_backend(config_, "onnx=berry"));
  EXPECT_THAT(sources(), ElementsAre("apple: openvino", "berry: onnx ggml"));
}

TEST_F(Assemble, GivesABackendOnRequestOnlyWhatItWasChosenFor) {
  ASSERT_TRUE(set_backend(config_, "ggml=double"));
  EXPECT_THAT(sources(), ElementsAre("apple: onnx openvino", "berry: onnx", "double: ggml"));
}

TEST_F(Assemble, GivesABackendOnRequestEverythingWhenItIsOrdered) {
  config_.backend_order = {"double"};
  EXPECT_THAT(sources(),
              ElementsAre("double: onnx openvino ggml", "apple: onnx openvino", "berry: onnx ggml"));
}

TEST_F(Assemble, RefusesABackendThatIsNotThere) {
  ASSERT_TRUE(set_backend(config_, "onnx=cherry"));
  EXPECT_THAT(complaint(), HasSubstr("there is no backend 'cherry'"));
  EXPECT_THAT(complaint(), HasSubstr("apple, berry"));
}

TEST_F(Assemble, RefusesABackendForWhatItDoesNotRead) {
  ASSERT_TRUE(set_backend(config_, "pytorch=apple"));
  EXPECT_THAT(complaint(), HasSubstr("backend 'apple' does not read pytorch"));
}

TEST_F(Assemble, WarnsOfAModelThatIsMissing) {
  std::vector<std::string> log;
  set_graph(config_, {"net", {folder_ / "missing.onnx"}, {}, ExecutionTarget::Auto, 0, ""});
  AssembleOptions options;
  options.log = [&](LogLevel level, std::string_view text) {
    if (level == LogLevel::Warning) log.emplace_back(text);
  };
  const auto host = assemble(config_, options);
  ASSERT_TRUE(host) << host.error().message;
  EXPECT_THAT(log, ElementsAre(HasSubstr("graph 'net'")));
}

TEST_F(Assemble, LetsItsCallerReplaceSources) {
  AssembleOptions options;
  std::vector<std::string> seen;
  options.wrap = [&](BackendSource source) {
    seen.push_back(source.name);
    return source;
  };
  ASSERT_TRUE(assemble(config_, options));
  EXPECT_THAT(seen, ElementsAre("apple", "berry"));
}

TEST_F(Assemble, LooksForFrameworksInTheNamedFoldersFirst) {
  config_.framework_folders = {"/named"};
  config_.cache = "/cache";
  const auto roots = framework_roots(config_, [](const char*) { return "/from/environment"; });
  ASSERT_GE(roots.size(), 2u);
  EXPECT_EQ(roots.front(), "/named");
  EXPECT_EQ(roots.back(), "/cache");
}

TEST(AssembleWithEcho, RunsAModel) {
  const TemporaryFolder folder;
  const fs::path model = folder.write("echo.txt", "echo f32[2]");
  Config config;
  config.plugin_folders = {WASINN_TEST_PLUGIN_DIR};
  ASSERT_TRUE(set_backend(config, "onnx=echo"));
  set_graph(config, {"e", {model}, Encoding::Onnx, ExecutionTarget::Auto, 0, ""});
  const auto host = assemble(config, {});
  ASSERT_TRUE(host) << host.error().message;
  const auto graph = (*host)->new_session()->load_by_name("e");
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_EQ(graph->loaded->backend->info().name, "echo");
  fs::remove(model);
}

TEST(AssembleFromNothing, GivesAHostWithoutBackends) {
  Config config;
  config.plugin_folders = {"/nowhere"};
  const auto host = assemble(config, {});
  ASSERT_TRUE(host) << host.error().message;
  EXPECT_THAT((*host)->backends().sources(), IsEmpty());
}

}  // namespace
}  // namespace wasinn
