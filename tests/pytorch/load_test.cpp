// SPDX-License-Identifier: Apache-2.0
// Opening the framework, loading, and what guests may not bring.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/doubles/temporary_folder.h"
#include "tests/pytorch/torch_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using TorchLoad = WithPyTorch;

TEST(TorchFramework, ThatIsNotThereIsNotFound) {
  const auto backend = open_pytorch_in("/nowhere");
  // Once opened by another test of this program, the framework stays.
  if (backend) GTEST_SKIP() << "PyTorch is open already";
  EXPECT_EQ(backend.error().code, ErrorCode::NotFound);
  EXPECT_THAT(backend.error().message, HasSubstr("libtorch_cpu.so in /nowhere"));
}

TEST(TorchFramework, OfAnotherReleaseIsNotOpened) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "libtorch_cpu.so") << "no library";
  std::ofstream(folder.path() / "pytorch.properties") << "version=2.5.1-20241018\n";
  const auto backend = open_pytorch_in(folder.path());
  if (backend) GTEST_SKIP() << "PyTorch is open already";
  EXPECT_EQ(backend.error().code, ErrorCode::NotFound);
  EXPECT_THAT(backend.error().message, HasSubstr("PyTorch 2.7.1 was not found"));
  EXPECT_THAT(backend.error().message, HasSubstr("has version 2.5.1"));
}

TEST_F(TorchLoad, TellsWhatTheBackendIs) {
  const BackendInfo& info = open_pytorch()->info();
  EXPECT_EQ(info.framework_version, "2.7.1");
  EXPECT_THAT(info.encodings, ElementsAre(Encoding::PyTorch));
  EXPECT_THAT(info.targets, ElementsAre(ExecutionTarget::Cpu));
}

TEST_F(TorchLoad, TellsTheClassOfTheModel) {
  EXPECT_THAT(load_named("clone").value()->info().metadata, ElementsAre(Pair("class", "__torch__.Net")));
}

TEST_F(TorchLoad, TakesBytesOfAGuest) { EXPECT_TRUE(load_from_guest(torch_model_bytes("pair")).has_value()); }

TEST_F(TorchLoad, WantsOnePart) {
  const std::string bytes = torch_model_bytes("pair");
  const ModelPart parts[] = {{bytes_of(bytes), {}}, {bytes_of(bytes), {}}};
  Cancellation cancellation;
  const auto graph = open_pytorch()->load({Encoding::PyTorch, parts, {}}, cancellation);
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(load_from_guest("").error().code, ErrorCode::InvalidEncoding);
}

TEST_F(TorchLoad, WantsAMethodForward) {
  const auto graph = load_named("no_forward");
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(graph.error().message, HasSubstr("no method 'forward'"));
}

TEST_F(TorchLoad, RefusesFromGuestsWhatReachesOutOfTheModel) {
  for (const auto& [model, why] : {std::pair("reads_file", "aten::from_file"), std::pair("private", "aten::_reshape_alias"),
                                   std::pair("set_state", "runs code when it is loaded")}) {
    const auto graph = load_from_guest(torch_model_bytes(model));
    ASSERT_FALSE(graph.has_value()) << model;
    EXPECT_EQ(graph.error().code, ErrorCode::Security);
    EXPECT_THAT(graph.error().message, HasSubstr(why));
  }
}

TEST_F(TorchLoad, LetsTheOperatorsModelsDoMore) {
  EXPECT_THAT(TorchContextOf("set_state").floats_of({floats({1}, {1})}), ElementsAre(2));
  EXPECT_TRUE(load_named("reads_file").has_value());
}

TEST_F(TorchLoad, EndsWhenItIsCancelled) {
  const std::string bytes = torch_model_bytes("pair");
  const ModelPart part{bytes_of(bytes), {}};
  Cancellation cancellation;
  cancellation.cancel();
  const auto graph = open_pytorch()->load({Encoding::PyTorch, {&part, 1}, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
}

}  // namespace
}  // namespace wasinn
