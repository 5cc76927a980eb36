// SPDX-License-Identifier: Apache-2.0
// TextGeneration: answers piece by piece, how they end, and what comes between.
#include "abi/wit/text_generation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "abi/wit/extension.h"
#include "tests/doubles/fake_host.h"
#include "tests/doubles/word_model.h"

namespace wasinn::wit {
namespace {

using doubles::FakeHost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A guest of the backend that says the prompt again, word by word, and has room for four words.
class WitTextGeneration : public ::testing::Test {
 protected:
  explicit WitTextGeneration(bool on = true, const Limits& limits = {})
      : host_(limits, policy(on)), session_(host_.session()), guest_(session_), text_(guest_) {
    (void)host_.host().add_backend(doubles::word_source());
    context_ = context(Encoding::Ggml);
  }

  static Policy policy(bool on) {
    Policy policy;
    policy.extensions = on;
    return policy;
  }

  Rep context(Encoding encoding) {
    const ByteView part = bytes_of("model");
    const Rep graph = guest_.load({&part, 1}, {encoding, {}}, ExecutionTarget::Cpu).value();
    const Rep context = guest_.init_execution_context(graph).value();
    guest_.drop_graph(graph);
    return context;
  }

  Rep text_tensor(std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    return guest_.new_tensor({&size, 1}, ElementType::U8, bytes_of(text)).value();
  }

  /// The pieces until the end or a failure, which then is the last one.
  std::vector<std::string> rest() {
    std::vector<std::string> pieces;
    while (true) {
      const auto piece = text_.next(context_);
      if (piece && piece->empty()) return pieces;
      pieces.emplace_back(piece ? std::string(*piece) : piece.error().message);
      if (!piece) return pieces;
    }
  }

  FakeHost host_;
  std::shared_ptr<Session> session_;
  Guest guest_;
  TextGeneration text_;
  Rep context_ = 0;
};

TEST_F(WitTextGeneration, GivesTheAnswerPieceByPieceAndWhatTheModelSaysOfIt) {
  ASSERT_TRUE(text_.start(context_, "one two three", ""));
  EXPECT_THAT(rest(), ElementsAre("one ", "two ", "three"));
  EXPECT_EQ(text_.next(context_).value(), "") << "the end stays the end";
  EXPECT_EQ(text_.finish(context_).value(), "3");
  EXPECT_EQ(session_->usage().tensors, 0u);
}

TEST_F(WitTextGeneration, TakesOptions) {
  ASSERT_TRUE(text_.start(context_, "one", "{} "));
  EXPECT_THAT(rest(), ElementsAre("{} ", "one"));
  ASSERT_TRUE(text_.start(context_, "one", ""));
  EXPECT_THAT(rest(), ElementsAre("one"));
}

TEST_F(WitTextGeneration, EndsAnAnswerThatIsNotOver) {
  ASSERT_TRUE(text_.start(context_, "one two three", ""));
  EXPECT_EQ(text_.next(context_).value(), "one ");
  EXPECT_EQ(text_.finish(context_).value(), "3");
  EXPECT_EQ(text_.next(context_).error().code, ErrorCode::RuntimeError);
  ASSERT_TRUE(text_.start(context_, "four five", ""));
  EXPECT_EQ(text_.next(context_).value(), "four ");
  ASSERT_TRUE(text_.start(context_, "six", "")) << "without finish";
  EXPECT_THAT(rest(), ElementsAre("six"));
}

TEST_F(WitTextGeneration, MakesEachAnswerUtf8) {
  ASSERT_TRUE(text_.start(context_, "gr\xC3\xBC\xC3\x9F \xFFx", ""));
  EXPECT_THAT(rest(), ElementsAre("gr\u00FC\u00DF ", "\uFFFDx"));
}

TEST_F(WitTextGeneration, TellsAFullContextAfterWhatCameBefore) {
  ASSERT_TRUE(text_.start(context_, "1 2 3 4 5", ""));
  for (const char* word : {"1 ", "2 ", "3 ", "4 "}) EXPECT_EQ(text_.next(context_).value(), word);
  for (int i = 0; i < 2; ++i) {
    const auto full = text_.next(context_);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::ContextFull);
    EXPECT_THAT(full.error().message, HasSubstr("there is room for four words"));
  }
  EXPECT_EQ(text_.finish(context_).value(), "5");
}

TEST_F(WitTextGeneration, RefusesAPromptAtTheStart) {
  struct Case {
    const char* prompt;
    ErrorCode code;
  };
  for (const Case& bad : {Case{"", ErrorCode::InvalidArgument}, Case{"1 2 3 4 5 6 7 8", ErrorCode::PromptTooLong}}) {
    ASSERT_TRUE(text_.start(context_, "one two", ""));
    EXPECT_EQ(text_.start(context_, bad.prompt, "").error().code, bad.code);
    EXPECT_EQ(text_.next(context_).error().code, ErrorCode::RuntimeError) << "a start that failed leaves no answer";
  }
}

TEST_F(WitTextGeneration, SaysThatNothingHasBegun) {
  for (const auto& answer : {text_.next(context_), text_.finish(context_)}) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::RuntimeError);
    EXPECT_THAT(answer.error().message, HasSubstr("no answer under way: call start first"));
  }
}

TEST_F(WitTextGeneration, RefusesAModelThatGeneratesNoText) {
  const auto refused = text_.start(context(Encoding::Onnx), "one", "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(refused.error().message, HasSubstr("does not generate text from a prompt; use compute"));
}

TEST_F(WitTextGeneration, ComputingEndsTheAnswerAndWhatItGaveStays) {
  ASSERT_TRUE(text_.start(context_, "one two", ""));
  const std::vector<NamedTensor> inputs = {{"0", text_tensor("three")}};
  const Rep output = guest_.compute(context_, inputs).value()[0].tensor;
  EXPECT_EQ(text_.next(context_).error().code, ErrorCode::RuntimeError);
  ASSERT_TRUE(text_.start(context_, "four", ""));
  EXPECT_EQ(text_of(guest_.tensor_data(output)), "three");
  EXPECT_EQ(guest_.get_output(context_, "output").error().code, ErrorCode::RuntimeError);
  EXPECT_THAT(rest(), ElementsAre("four"));
}

TEST_F(WitTextGeneration, ContextsGoOnIndependently) {
  const Rep other = context(Encoding::Ggml);
  ASSERT_TRUE(text_.start(context_, "one two", ""));
  ASSERT_TRUE(text_.start(other, "three four", ""));
  EXPECT_EQ(text_.next(context_).value(), "one ");
  EXPECT_EQ(text_.next(other).value(), "three ");
  guest_.drop_context(other);
  EXPECT_THAT(rest(), ElementsAre("two"));
  guest_.drop_context(context_);
  EXPECT_EQ(session_->usage(), Session::Usage{});
}

TEST_F(WitTextGeneration, ComputeAndInferMayDoWithoutOptions) {
  for (const char* prompt : {"prompt", "0"}) {
    const std::vector<NamedTensor> inputs = {{prompt, text_tensor("one")}};
    EXPECT_EQ(text_of(guest_.tensor_data(guest_.compute(context_, inputs).value()[0].tensor)), "one");
  }
  Extension extension(guest_);
  const std::uint32_t three = 3;
  const PlainTensor prompt{"prompt", {&three, 1}, ElementType::U8, bytes_of("one")};
  const PlainTensor options{"1", {&three, 1}, ElementType::U8, bytes_of("{} ")};
  const auto given = extension.infer(context_, std::vector{options, prompt}).value();
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(text_of(given[0].tensor.bytes), "{} one");
  EXPECT_EQ(text_of(extension.infer(context_, std::vector{prompt}).value()[0].tensor.bytes), "one");
  const auto refused = extension.infer(context_, std::vector{options});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("no tensor for input 'prompt'"));
}

class WitTextGenerationLimited : public WitTextGeneration {
 protected:
  static Limits limits() {
    Limits limits;
    limits.tensor_size = 8;
    return limits;
  }
  WitTextGenerationLimited() : WitTextGeneration(true, limits()) {}
};

TEST_F(WitTextGenerationLimited, RefusesTextsLargerThanTensorsMayBe) {
  EXPECT_TRUE(text_.start(context_, "12345678", ""));
  EXPECT_EQ(text_.start(context_, "123456789", "").error().code, ErrorCode::TooLarge);
  EXPECT_EQ(text_.start(context_, "1", "123456789").error().code, ErrorCode::TooLarge);
}

class WitTextGenerationTurnedOff : public WitTextGeneration {
 protected:
  WitTextGenerationTurnedOff() : WitTextGeneration(false) {}
};

TEST_F(WitTextGenerationTurnedOff, SaysNoAndRefuses) {
  EXPECT_FALSE(Extension(guest_).supports("text-generation"));
  EXPECT_EQ(text_.start(context_, "one", "").error().code, ErrorCode::UnsupportedOperation);
  EXPECT_EQ(text_.next(context_).error().code, ErrorCode::UnsupportedOperation);
  EXPECT_EQ(text_.finish(context_).error().code, ErrorCode::UnsupportedOperation);
}

}  // namespace
}  // namespace wasinn::wit
