// SPDX-License-Identifier: Apache-2.0
// What a model takes, and which inputs that are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pytorch/torch_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using TorchArguments = WithPyTorch;

TEST_F(TorchArguments, AreInputsWithTheirNames) {
  const auto graph = load_named("pair").value();
  EXPECT_THAT(port_texts(graph->inputs()), ElementsAre("x:any[...]", "y:any[...]"));
}

TEST_F(TorchArguments, ThatAreNumbersAreTensorsOfRankZero) {
  TorchContextOf numbers("numbers");
  EXPECT_THAT(port_texts(numbers.graph().inputs()), ElementsAre("x:any[...]", "n:i64[]", "f:f64[]"));
  EXPECT_THAT(numbers.floats_of({floats({2}, {1, 2}), number(std::int64_t{3}), number(0.5)}), ElementsAre(3.5, 6.5));
  EXPECT_THAT(numbers.floats_of({floats({2}, {1, 2}), number(std::int64_t{-1}), number(0.0)}), ElementsAre(-1, -2));
}

TEST_F(TorchArguments, ThatMayBeLeftOutAreLeftOut) {
  TorchContextOf optional("optional");
  EXPECT_THAT(port_texts(optional.graph().inputs()), ElementsAre("x:any[...]"));
  EXPECT_THAT(optional.floats_of({floats({1}, {2})}), ElementsAre(6));
}

TEST_F(TorchArguments, ThatTensorsCannotExpressAreNamedWhenComputing) {
  TorchContextOf flag("flag");
  EXPECT_THAT(port_texts(flag.graph().inputs()), ElementsAre("x:any[...]", "f:bool[...]"));
  const Error error = flag.failure({floats({1}, {2}), floats({1}, {2})});
  EXPECT_EQ(error.code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(error.message, HasSubstr("input 1 ('f') is bool"));
  EXPECT_THAT(port_texts(TorchContextOf("tensors").graph().inputs()), ElementsAre("x:List[Tensor][...]"));
}

TEST_F(TorchArguments, AreWhatTheModelDeclares) {
  TorchContextOf declared("declared");
  EXPECT_THAT(port_texts(declared.graph().inputs()), ElementsAre("in:f32[rows,2]"));
  EXPECT_THAT(port_texts(declared.graph().outputs()), ElementsAre("out:f32[...]"));
  EXPECT_THAT(declared.floats_of({floats({1, 2}, {1, 2})}), ElementsAre(2, 4));
}

TEST_F(TorchArguments, OfSignedBytesAreCarriedAsU8) {
  TorchContextOf bytes("declared_int8");
  EXPECT_THAT(port_texts(bytes.graph().inputs()), ElementsAre("x:u8(int8)[...]"));
  const OwnTensor input{ElementType::U8, shape_of({2}), {std::byte{0}, std::byte{0x80}}};
  const auto outputs = bytes({input});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_THAT(values_of<std::int8_t>((*outputs)[0]), ElementsAre(-1, 127));
}

TEST_F(TorchArguments, ThatAreDeclaredWronglyAreRefused) {
  for (const auto& [model, why] : {std::pair("declared_wrong_count", "declares 0 inputs, and its method has 1"),
                                   std::pair("declared_unknown_type", "'f31' is no element type"),
                                   std::pair("declared_no_json", "no JSON object")}) {
    const auto graph = load_named(model);
    ASSERT_FALSE(graph.has_value()) << model;
    EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding);
    EXPECT_THAT(graph.error().message, HasSubstr(why));
  }
}

}  // namespace
}  // namespace wasinn
