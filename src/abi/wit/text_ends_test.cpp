// SPDX-License-Identifier: Apache-2.0
// TextGeneration on a model that ends in each way, gives empty pieces and says something else of itself at each step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "abi/wit/text_generation.h"
#include "tests/doubles/fake_host.h"
#include "tests/doubles/word_model.h"

namespace wasinn::wit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What the model does, and what it was given.
struct Script {
  std::vector<std::string> pieces;
  ErrorCode end = ErrorCode::EndOfSequence;
  std::vector<std::string> prompts{};  ///< of each step
};

class ScriptedContext final : public ExecutionContext {
 public:
  explicit ScriptedContext(Script& script) : script_(script) {}

  Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs) override { return step(inputs); }

  Result<std::span<const TensorView>> step(std::span<const TensorView> inputs) override {
    script_.prompts.emplace_back(text_of(inputs[0].bytes));
    const std::size_t number = script_.prompts.size();
    const bool over = number > script_.pieces.size();
    texts_ = {over ? "" : script_.pieces[number - 1], "step " + std::to_string(number) + "\xFF"};
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const std::array<std::int64_t, 1> size = {static_cast<std::int64_t>(texts_[i].size())};
      views_[i] = TensorView{ElementType::U8, *Shape::from(size), bytes_of(texts_[i])};
    }
    if (over) return fail(script_.end, "it is over");
    return std::span<const TensorView>(views_);
  }

  std::span<const TensorView> partial() const noexcept override { return views_; }
  void cancel() noexcept override {}
  void clear_cancel() noexcept override {}

 private:
  Script& script_;
  std::array<std::string, 2> texts_;
  std::array<TensorView, 2> views_;
};

/// It knows no options.
class ScriptedGraph final : public Graph {
 public:
  explicit ScriptedGraph(Script& script) : script_(script) { info_.streams = true; }
  std::span<const Port> inputs() const noexcept override { return inputs_; }
  std::span<const Port> outputs() const noexcept override { return outputs_; }
  const GraphInfo& info() const noexcept override { return info_; }
  Result<std::unique_ptr<ExecutionContext>> create_context() const override {
    return std::make_unique<ScriptedContext>(script_);
  }

 private:
  Script& script_;
  std::vector<Port> inputs_ = {doubles::bytes_port("prompt")};
  std::vector<Port> outputs_ = {doubles::bytes_port("output"), doubles::bytes_port("metadata")};
  GraphInfo info_;
};

class ScriptedBackend final : public Backend {
 public:
  explicit ScriptedBackend(Script& script) : script_(script) {}
  const BackendInfo& info() const noexcept override { return info_; }
  Result<std::shared_ptr<const Graph>> load(const LoadRequest&, Cancellation&) const override {
    return std::make_shared<ScriptedGraph>(script_);
  }

 private:
  Script& script_;
  BackendInfo info_{"scripted", "1", {Encoding::Ggml}, {ExecutionTarget::Cpu}, {"cpu"}, true, false};
};

class WitTextEnds : public ::testing::Test {
 protected:
  void open(Script script) {
    script_ = std::move(script);
    BackendSource source = doubles::word_source();
    source.open = [this]() -> Result<std::shared_ptr<const Backend>> {
      return std::make_shared<ScriptedBackend>(script_);
    };
    (void)host_.host().add_backend(std::move(source));
    const ByteView part = bytes_of("model");
    const Rep graph = guest_.load({&part, 1}, {Encoding::Ggml, {}}, ExecutionTarget::Cpu).value();
    context_ = guest_.init_execution_context(graph).value();
  }

  Script script_;
  doubles::FakeHost host_;
  Guest guest_{host_.session()};
  TextGeneration text_{guest_};
  Rep context_ = 0;
};

TEST_F(WitTextEnds, GivesNoEmptyPiece) {
  open({{"", "a", "", "", "b", ""}});
  ASSERT_TRUE(text_.start(context_, "prompt", ""));
  for (const char* piece : {"a", "b", ""}) EXPECT_EQ(text_.next(context_).value(), piece);
}

TEST_F(WitTextEnds, ShowsThePromptToNoStepAfterTheOnesOfTheStart) {
  open({{"a", "b"}});
  ASSERT_TRUE(text_.start(context_, "prompt", ""));
  while (!text_.next(context_).value().empty()) continue;
  EXPECT_THAT(script_.prompts, ElementsAre("prompt", "", ""));
}

TEST_F(WitTextEnds, GivesTheMetadataOfTheEnd) {
  for (const ErrorCode end : {ErrorCode::EndOfSequence, ErrorCode::ContextFull}) {
    open({{"a"}, end});
    ASSERT_TRUE(text_.start(context_, "prompt", ""));
    EXPECT_EQ(text_.next(context_).value(), "a");
    EXPECT_EQ(text_.next(context_).has_value(), end == ErrorCode::EndOfSequence);
    EXPECT_EQ(text_.finish(context_).value(), "step 2\uFFFD");
  }
}

TEST_F(WitTextEnds, MayBeOverAtTheStart) {
  open({{}, ErrorCode::EndOfSequence});
  ASSERT_TRUE(text_.start(context_, "prompt", ""));
  EXPECT_EQ(text_.next(context_).value(), "");
  open({{}, ErrorCode::ContextFull});
  ASSERT_TRUE(text_.start(context_, "prompt", ""));
  EXPECT_EQ(text_.next(context_).error().code, ErrorCode::ContextFull);
}

TEST_F(WitTextEnds, FailsInTheSameWayAgainAndKeepsWhatTheLastStepSaid) {
  open({{"a", "b"}, ErrorCode::RuntimeError});
  ASSERT_TRUE(text_.start(context_, "prompt", ""));
  for (const char* piece : {"a", "b"}) EXPECT_EQ(text_.next(context_).value(), piece);
  for (int i = 0; i < 2; ++i) EXPECT_THAT(text_.next(context_).error().message, HasSubstr("it is over"));
  EXPECT_EQ(script_.prompts.size(), 3u);
  EXPECT_EQ(text_.finish(context_).value(), "step 2\uFFFD");
}

TEST_F(WitTextEnds, FailsAtTheStartWithAnythingElseThanAnEnd) {
  open({{"", ""}, ErrorCode::RuntimeError});
  EXPECT_EQ(text_.start(context_, "prompt", "").error().code, ErrorCode::RuntimeError);
  EXPECT_THAT(text_.next(context_).error().message, HasSubstr("call start first"));
}

TEST_F(WitTextEnds, RefusesOptionsThatTheModelDoesNotKnow) {
  open({{"a"}});
  const auto refused = text_.start(context_, "prompt", "{}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(refused.error().message, HasSubstr("has no input 'options'; its inputs: 'prompt'"));
}

}  // namespace
}  // namespace wasinn::wit
