// SPDX-License-Identifier: Apache-2.0
// Inferences through the pytorch plug-in: types, shapes, memory, what stays between computations, and what ends them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/pytorch/torch_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;
using ::testing::Not;

using TorchCompute = WithPyTorch;

TEST_F(TorchCompute, PassesEachElementTypeThroughUnchanged) {
  TorchContextOf clone("clone");
  for (std::size_t i = 0; i < kElementTypeCount; ++i) {
    const auto type = static_cast<ElementType>(i);
    OwnTensor input{type, shape_of({2, 3}), {}};
    input.bytes.resize(input.shape.byte_size(type).value());
    for (std::size_t k = 0; k < input.bytes.size(); ++k) input.bytes[k] = static_cast<std::byte>(k * 37 + 11);
    const auto outputs = clone({input});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ((*outputs)[0].text(), input.view().text());
    EXPECT_TRUE(std::equal(input.bytes.begin(), input.bytes.end(), (*outputs)[0].bytes.begin()));
  }
}

TEST_F(TorchCompute, FollowsChangingShapesAndRanks) {
  TorchContextOf negated("negated");
  EXPECT_THAT(negated.floats_of({floats({1, 2}, {1, 2})}), ElementsAre(-1, -2));
  EXPECT_THAT(negated.floats_of({floats({3}, {1, 2, 3})}), ElementsAre(-1, -2, -3));
  EXPECT_THAT(negated.floats_of({floats({}, {7})}), ElementsAre(-7));
  const auto empty = negated({floats({0, 7}, {})});
  ASSERT_TRUE(empty.has_value()) << empty.error().message;
  EXPECT_EQ((*empty)[0].text(), "f32[0,7]");
}

TEST_F(TorchCompute, SeesNewValuesAtTheSameAddress) {
  TorchContextOf negated("negated");
  OwnTensor input = floats({2}, {1, 2});
  EXPECT_THAT(negated.floats_of({input}), ElementsAre(-1, -2));
  std::vector<TensorView> views = {input.view()};
  for (const float value : {3.0f, 4.0f}) {
    *reinterpret_cast<float*>(input.bytes.data()) = value;
    EXPECT_EQ(values_of<float>(negated.context().compute(views).value()[0])[0], -value);
  }
}

TEST_F(TorchCompute, ServesShapesThatDependOnTheData) {
  TorchContextOf non_zero("non_zero");
  const auto outputs = non_zero({floats({4}, {0, 1, 0, 1})});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_EQ((*outputs)[0].text(), "i64[2,1]");
  EXPECT_THAT(values_of<std::int64_t>((*outputs)[0]), ElementsAre(1, 3));
}

TEST_F(TorchCompute, HasAModelWithoutInputs) { EXPECT_THAT(TorchContextOf("constant").floats_of({}), ElementsAre(1, 1)); }

TEST_F(TorchCompute, GivesRowsInOrderHoweverTheFrameworkLaysThemOut) {
  TorchContextOf transposed("transposed");
  EXPECT_THAT(transposed.floats_of({floats({2, 3}, {1, 2, 3, 4, 5, 6})}), ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_EQ(transposed({floats({2, 3}, {1, 2, 3, 4, 5, 6})}).value()[0].text(), "f32[3,2]");
}

TEST_F(TorchCompute, KeepsOutputsApartFromTheCallersInputs) {
  for (const char* model : {"identity", "row"}) {
    TorchContextOf context(model);
    OwnTensor input = floats({2, 2}, {1, 2, 3, 4});
    const std::vector<TensorView> views = {input.view()};
    const TensorView output = context.context().compute(views).value()[0];
    const std::vector<float> before = values_of<float>(output);
    std::fill(input.bytes.begin(), input.bytes.end(), std::byte{0});
    EXPECT_EQ(values_of<float>(output), before) << model;
  }
}

TEST_F(TorchCompute, NeverWritesToTheCallersInputs) {
  for (const char* model : {"adds_to_input", "adds_to_view", "transposes_input"}) {
    TorchContextOf context(model);
    const OwnTensor input = floats({2, 2}, {1, 2, 3, 4});
    const std::vector<std::byte> before = input.bytes;
    const std::vector<TensorView> views = {input.view()};
    const std::vector<float> first = values_of<float>(context.context().compute(views).value()[0]);
    const std::vector<float> second = values_of<float>(context.context().compute(views).value()[0]);
    EXPECT_EQ(input.bytes, before) << model;
    EXPECT_EQ(first, second) << model;
  }
  EXPECT_THAT(TorchContextOf("adds_to_input").floats_of({floats({2}, {1, 2})}), ElementsAre(2, 3));
}

TEST_F(TorchCompute, KeepsNoMemoryOfTheCallers) {
  TorchContextOf keeper("keeper");
  OwnTensor input = floats({2}, {1, 2});
  const std::vector<TensorView> views = {input.view()};
  EXPECT_TRUE(keeper.context().compute(views).has_value());
  std::fill(input.bytes.begin(), input.bytes.end(), std::byte{0});
  EXPECT_THAT(keeper.floats_of({floats({2}, {3, 4})}), ElementsAre(1, 2)) << "what the model kept";
}

TEST_F(TorchCompute, CopiesIntoTheCallersMemoryWhatItHasToCopy) {
  TorchContextOf identity("identity");
  std::vector<float> memory(2);
  const auto outputs = identity({floats({2}, {5, 6})}, {std::as_writable_bytes(std::span(memory))});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_EQ(static_cast<const void*>((*outputs)[0].bytes.data()), memory.data());
  EXPECT_THAT(memory, ElementsAre(5, 6));
  std::vector<float> small = {9};
  const auto elsewhere = identity({floats({2}, {5, 6})}, {std::as_writable_bytes(std::span(small))});
  EXPECT_THAT(values_of<float>(elsewhere.value()[0]), ElementsAre(5, 6));
  EXPECT_THAT(small, ElementsAre(9));
}

TEST_F(TorchCompute, KeepsTheStateOfAModelByContext) {
  TorchContextOf counter("counter");
  EXPECT_THAT(counter.floats_of({floats({2}, {1, 2})}), ElementsAre(1, 2));
  EXPECT_THAT(counter.floats_of({floats({2}, {1, 2})}), ElementsAre(2, 4));
  EXPECT_THAT(values_of<std::int64_t>(counter({floats({2}, {1, 2})}).value()[1]), ElementsAre(3));
  counter.renew();
  EXPECT_THAT(counter.floats_of({floats({2}, {1, 2})}), ElementsAre(1, 2));
}

TEST_F(TorchCompute, OfSeveralContextsAtOnceIsAsOfOne) {
  for (const char* model : {"matmul", "counter"}) {
    const auto graph = load_named(model).value();
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        const auto context = graph->create_context().value();
        const auto f = static_cast<float>(t + 1);
        const std::vector<OwnTensor> inputs =
            graph->inputs().size() == 2 ? std::vector{floats({1, 2}, {f, f}), floats({2, 1}, {f, f})}
                                        : std::vector{floats({2}, {f, f})};
        std::vector<TensorView> views;
        for (const OwnTensor& input : inputs) views.push_back(input.view());
        for (int i = 1; i <= 200; ++i) {
          const auto outputs = context->compute(views);
          const float wanted = inputs.size() == 2 ? 2 * f * f : static_cast<float>(i) * f;
          if (!outputs || values_of<float>((*outputs)[0])[0] != wanted) ++wrong;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0) << model;
  }
}

TEST_F(TorchCompute, TellsWhatIsWrongInOneLine) {
  const Error error = TorchContextOf("matmul").failure({floats({1, 2}, {1, 2}), floats({3, 1}, {1, 2, 3})});
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_EQ(error.message, "mat1 and mat2 shapes cannot be multiplied (1x2 and 3x1)");
}

TEST_F(TorchCompute, PassesOnWhatTheModelRaises) {
  TorchContextOf raises("raises");
  EXPECT_THAT(raises.failure({floats({2}, {1, 2})}).message, HasSubstr("too many numbers"));
  EXPECT_THAT(raises.floats_of({floats({1}, {1})}), ElementsAre(2)) << "the next one works";
}

TEST_F(TorchCompute, OfMoreThanThereIsMemoryForFails) {
  const Error error = TorchContextOf("huge").failure({floats({1}, {1})});
  EXPECT_EQ(error.code, ErrorCode::TooLarge) << error.message;
  EXPECT_THAT(error.message, Not(HasSubstr(".cpp")));
}

TEST_F(TorchCompute, WritesNothingToTheStreamsOfTheHost) {
  TorchContextOf prints("prints");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  prints.floats_of({floats({1}, {1})});
  const std::string out = ::testing::internal::GetCapturedStdout();
  EXPECT_EQ(out + ::testing::internal::GetCapturedStderr(), "");
}

TEST_F(TorchCompute, UsesAnyNumberOfThreads) {
  for (const std::uint32_t threads : {0u, 1u, 3u}) {
    const auto graph = load_named("negated", threads);
    ASSERT_TRUE(graph.has_value()) << graph.error().message;
    const auto context = (*graph)->create_context().value();
    const OwnTensor input = floats({100000}, std::vector<float>(100000, 2));
    const TensorView view = input.view();
    EXPECT_EQ(values_of<float>(context->compute({&view, 1}).value()[0]), std::vector<float>(100000, -2));
  }
}

TEST_F(TorchCompute, ThatIsCancelledEndsLateAndTheNextWorks) {
  TorchContextOf busy("busy");
  std::atomic<bool> done = false;
  std::thread canceller([&] {
    while (!done) {
      busy.context().cancel();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  EXPECT_EQ(busy.failure({floats({2}, {1, 2}), number(std::int64_t{20000})}).code, ErrorCode::Timeout);
  done = true;
  canceller.join();
  busy.context().clear_cancel();
  EXPECT_THAT(busy.floats_of({floats({2}, {1, 2}), number(std::int64_t{3})}), ElementsAre(1, 2));
}

}  // namespace
}  // namespace wasinn
