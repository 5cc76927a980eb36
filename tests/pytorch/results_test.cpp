// SPDX-License-Identifier: Apache-2.0
// What a model returns, and which outputs that are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pytorch/torch_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using TorchResults = WithPyTorch;

TEST_F(TorchResults, OfATupleAreSeveralOutputs) {
  TorchContextOf pair("pair");
  const std::vector<OwnTensor> inputs = {floats({2}, {1, 2}), floats({2}, {10, 20})};
  EXPECT_THAT(port_texts(pair.graph().outputs()), ElementsAre(":any[...]", ":any[...]"));
  EXPECT_THAT(pair.floats_of(inputs, 0), ElementsAre(11, 22));
  EXPECT_THAT(pair.floats_of(inputs, 1), ElementsAre(10, 40));
}

TEST_F(TorchResults, InsideOneAnotherAreOutputsInOrder) {
  TorchContextOf nested("nested");
  const auto outputs = nested({floats({2}, {1, 2})});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  ASSERT_EQ(outputs->size(), 6u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(values_of<float>((*outputs)[i])[0], static_cast<float>(i) + 2);
  }
  EXPECT_THAT(values_of<std::int64_t>((*outputs)[4]), ElementsAre(2));
  EXPECT_THAT(values_of<double>((*outputs)[5]), ElementsAre(0.5));
}

TEST_F(TorchResults, OfANamedTupleHaveItsNames) {
  TorchContextOf named("named_tuple");
  EXPECT_THAT(port_texts(named.graph().outputs()), ElementsAre("same:any[...]", "negative:any[...]"));
  EXPECT_THAT(named.floats_of({floats({1}, {3})}, 1), ElementsAre(-3));
}

TEST_F(TorchResults, OfAListWhoseMakingIsSeenAreOutputs) {
  TorchContextOf list("list");
  EXPECT_EQ(list.graph().outputs().size(), 2u);
  EXPECT_THAT(list.floats_of({floats({1}, {3})}, 1), ElementsAre(5));
}

TEST_F(TorchResults, OfADictionaryHaveItsKeysAsNames) {
  TorchContextOf dictionary("dictionary");
  EXPECT_THAT(port_texts(dictionary.graph().outputs()), ElementsAre("more:any[...]", "less:any[...]"));
  EXPECT_THAT(dictionary.floats_of({floats({1}, {3})}, 0), ElementsAre(4));
  EXPECT_THAT(dictionary.floats_of({floats({1}, {3})}, 1), ElementsAre(2));
}

TEST_F(TorchResults, OfUnknownNumberAreRefusedAtLoad) {
  for (const char* model : {"chunks", "grown", "dictionary_open"}) {
    const auto graph = load_named(model);
    ASSERT_FALSE(graph.has_value()) << model;
    EXPECT_EQ(graph.error().code, ErrorCode::UnsupportedOperation);
    EXPECT_THAT(graph.error().message, HasSubstr("declare the outputs in wasinn.json"));
  }
}

TEST_F(TorchResults, OfUnknownNumberAreWhatTheModelDeclares) {
  TorchContextOf chunks("chunks_declared");
  EXPECT_THAT(port_texts(chunks.graph().outputs()), ElementsAre("first:any[...]", "second:any[...]"));
  EXPECT_THAT(chunks.floats_of({floats({2}, {7, 8})}, 1), ElementsAre(8));
  EXPECT_THAT(chunks.failure({floats({3}, {7, 8, 9})}).message, HasSubstr("returned 3 outputs instead of 2"));
  TorchContextOf dictionary("dictionary_declared");
  EXPECT_THAT(port_texts(dictionary.graph().outputs()), ElementsAre("0:f32[2]", "1:any[...]"));
  EXPECT_THAT(dictionary.floats_of({floats({2}, {7, 8}), number(std::int64_t{3})}, 1), ElementsAre(8, 9));
  EXPECT_THAT(dictionary.failure({floats({2}, {7, 8}), number(std::int64_t{1})}).message,
              HasSubstr("returned no output '1'"));
}

TEST_F(TorchResults, ThatAreNoneFail) {
  TorchContextOf sometimes("sometimes");
  EXPECT_THAT(sometimes.floats_of({floats({1}, {1})}), ElementsAre(2));
  EXPECT_THAT(sometimes.failure({floats({1}, {-1})}).message, HasSubstr("output 0 is None"));
}

TEST_F(TorchResults, ThatTensorsCannotExpressFailAndAreNamed) {
  const Error error = TorchContextOf("to_bool").failure({floats({1}, {1})});
  EXPECT_EQ(error.code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(error.message, HasSubstr("output 0 is torch.bool"));
  EXPECT_THAT(TorchContextOf("to_int8").failure({floats({1}, {1})}).message, HasSubstr("torch.int8"));
  EXPECT_THAT(TorchContextOf("sparse").failure({floats({1}, {1})}).message, HasSubstr("no dense tensor"));
}

TEST_F(TorchResults, OfAForeignKindStayEmpty) {
  TorchContextOf text("text");
  EXPECT_THAT(port_texts(text.graph().outputs()), ElementsAre(":any[...]", ":str[...]"));
  const auto outputs = text({floats({1}, {1})});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_TRUE((*outputs)[1].bytes.empty());
}

TEST_F(TorchResults, AreOfTheTypesThatTheModelDeclares) {
  EXPECT_THAT(TorchContextOf("declared_wrong_type").failure({floats({1}, {1})}).message,
              HasSubstr("output 0 is torch.float64; wasinn.json inside the model declares torch.float32"));
}

}  // namespace
}  // namespace wasinn
