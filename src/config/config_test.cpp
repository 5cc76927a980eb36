// SPDX-License-Identifier: Apache-2.0
// Single decisions: replacing, and the words they are written in.
#include "config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wasinn {
namespace {

using ::testing::HasSubstr;

TEST(Config, ReplacesAGraphOfTheSameName) {
  Config config;
  set_graph(config, {"a", {"old"}, {}, ExecutionTarget::Auto, 0, ""});
  set_graph(config, {"b", {"other"}, {}, ExecutionTarget::Auto, 0, ""});
  set_graph(config, {"a", {"new"}, {}, ExecutionTarget::Auto, 0, ""});
  ASSERT_EQ(config.graphs.size(), 2u);
  EXPECT_EQ(config.graphs[0].files.front(), "new");
}

TEST(Config, ReplacesAVariableAndADirectoryOfTheSameName) {
  GuestSettings guest;
  set_variable(guest, {"K", "1"});
  set_variable(guest, {"K", "2"});
  set_directory(guest, {"/one", "."});
  set_directory(guest, {"/two", "."});
  ASSERT_EQ(guest.environment.size(), 1u);
  EXPECT_EQ(guest.environment[0].value, "2");
  ASSERT_EQ(guest.directories.size(), 1u);
  EXPECT_EQ(guest.directories[0].host, "/two");
}

TEST(Config, ChoosesABackendForAnEncoding) {
  Config config;
  ASSERT_TRUE(set_backend(config, "ONNX=echo"));
  EXPECT_EQ(config.backend_for[static_cast<std::size_t>(Encoding::Onnx)], "echo");
}

TEST(Config, RefusesAChoiceThatIsNone) {
  Config config;
  for (const char* choice : {"", "onnx", "onnx=", "=echo", "auto=echo", "caffe=echo"}) {
    EXPECT_FALSE(set_backend(config, choice)) << choice;
  }
}

TEST(Config, SetsAnOptionOfABackend) {
  Config config;
  ASSERT_TRUE(set_backend_option(config, "openvino.precision=a=b.c"));
  EXPECT_EQ(config.backend_options["openvino"]["precision"], "a=b.c");
  for (const char* wrong : {"openvino", "openvino.precision", ".precision=any", "openvino.=any", "openvino=any.thing"}) {
    EXPECT_FALSE(set_backend_option(config, wrong)) << wrong;
  }
}

TEST(Config, KnowsEncodingsInAnyLetterCase) {
  EXPECT_EQ(*read_encoding("OpenVINO"), Encoding::OpenVino);
  EXPECT_EQ(*read_encoding("TensorflowLite"), Encoding::TensorFlowLite);
  EXPECT_EQ(*read_encoding("PyTorch"), Encoding::PyTorch);
  EXPECT_EQ(*read_encoding("GGML"), Encoding::Ggml);
  EXPECT_EQ(*read_encoding("AUTO"), std::nullopt);
  EXPECT_EQ(*read_encoding("Autodetect"), std::nullopt);
}

TEST(Config, SaysWhichEncodingsAndTargetsThereAre) {
  EXPECT_THAT(read_encoding("caffe").error().message, HasSubstr("'caffe' is no encoding; the encodings are openvino"));
  EXPECT_THAT(read_target("npu").error().message, HasSubstr("the targets are cpu, gpu, tpu, auto"));
}

TEST(Config, KnowsTargetsInAnyLetterCase) {
  EXPECT_EQ(*read_target("CPU"), ExecutionTarget::Cpu);
  EXPECT_EQ(*read_target("gpu"), ExecutionTarget::Gpu);
  EXPECT_EQ(*read_target(""), ExecutionTarget::Auto);
}

TEST(Config, KnowsLevelsOfTheLog) {
  EXPECT_EQ(*log_level_named("debug"), LogLevel::Debug);
  EXPECT_EQ(*log_level_named("error"), LogLevel::Error);
  EXPECT_THAT(log_level_named("loud").error().message, HasSubstr("debug, info, warning, error"));
}

}  // namespace
}  // namespace wasinn
