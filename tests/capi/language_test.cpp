// SPDX-License-Identifier: Apache-2.0
// A language model through the embedding interface: its answer at once, in pieces, and up to its bounds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "capi/test_host.h"

namespace wasinn::capi {
namespace {

using testing::HasSubstr;

constexpr const char* kPrompt = "the moon";
constexpr const char* kOptions = R"({"temp": 0, "n-predict": 20})";
constexpr wasinn_status kEnd = WASINN_END_OF_SEQUENCE;

class Language : public testing::Test {
 protected:
  void SetUp() override {
    const ConfigPtr config(wasinn_config_new());
    const std::string json = R"({"plugins": ")" WASINN_TEST_PLUGIN_DIR R"(", "frameworks": ")" WASINN_TEST_CACHE_DIR
                             R"(", "cache": false, "graphs": {"llm": {"encoding": "ggml", "files": ")"
                             WASINN_TEST_FIXTURE_DIR R"(/llama_tiny.gguf"}}})";
    WASINN_ASSERT_OK(wasinn_config_read_text(config.get(), json.c_str(), nullptr, failure_.slot()), failure_);
    host_ = make_host(config);
    if (!is_ready("llama")) GTEST_SKIP() << "llama.cpp is not there: tools/framework llama fetches it";
    session_ = make_session(host_);
  }

  bool is_ready(const std::string& backend) {
    std::string ready;
    EXPECT_EQ(wasinn_host_backends(
                  host_.get(),
                  [](void* names, const wasinn_backend_report* report) {
                    if (report->ready != 0) *static_cast<std::string*>(names) += std::string(report->name) + " ";
                  },
                  &ready, nullptr),
              WASINN_OK);
    return ready.find(backend + " ") != std::string::npos;
  }

  ContextPtr context(const char* options = kOptions) {
    wasinn_graph* graph = nullptr;
    EXPECT_EQ(wasinn_graph_load_by_name(session_.get(), "llm", options, &graph, failure_.slot()), WASINN_OK)
        << failure_.message();
    return make_context(GraphPtr(graph));
  }

  wasinn_status compute(const ContextPtr& context, const std::string& prompt = kPrompt) {
    const std::array inputs = {row(prompt), wasinn_tensor{}};
    return wasinn_context_compute(context.get(), inputs.data(), inputs.size(), outputs_.data(), outputs_.size(),
                                  failure_.slot());
  }

  wasinn_status step(const ContextPtr& context, const std::string& prompt = kPrompt) {
    const std::array inputs = {row(prompt), wasinn_tensor{}};
    return wasinn_context_step(context.get(), inputs.data(), inputs.size(), outputs_.data(), outputs_.size(),
                               failure_.slot());
  }

  HostPtr host_;
  SessionPtr session_;
  std::array<wasinn_tensor, 2> outputs_{};
  Failure failure_;
};

TEST_F(Language, AnswersAtOnceAndInPiecesAlike) {
  const ContextPtr context = this->context();
  WASINN_ASSERT_OK(compute(context), failure_);
  const std::string whole = text_in(outputs_[0]);
  EXPECT_FALSE(whole.empty());
  std::string pieces;
  int count = 0;
  wasinn_status status = WASINN_OK;
  while ((status = step(context)) == WASINN_OK) {
    pieces += text_in(outputs_[0]);
    ++count;
  }
  EXPECT_EQ(status, kEnd) << failure_.message();
  EXPECT_EQ(pieces, whole);
  EXPECT_GT(count, 1);
  EXPECT_THAT(text_in(outputs_[1]), HasSubstr("output_tokens")) << "what is known at the end";
}

TEST_F(Language, BeginsAnewWhenItWasEnded) {
  const ContextPtr context = this->context();
  WASINN_ASSERT_OK(step(context), failure_);
  const std::string first = text_in(outputs_[0]);
  WASINN_ASSERT_OK(step(context), failure_);
  wasinn_context_finish(context.get());
  WASINN_ASSERT_OK(step(context), failure_);
  EXPECT_EQ(text_in(outputs_[0]), first);
  wasinn_context_finish(context.get());
  wasinn_context_finish(context.get());
}

TEST_F(Language, SaysThatItStreamsAndCountsItsWords) {
  const ContextPtr context = this->context();
  WASINN_ASSERT_OK(compute(context), failure_);
  wasinn_graph_statistics found{};
  WASINN_ASSERT_OK(wasinn_host_statistics(
                       host_.get(),
                       [](void* to, const wasinn_graph_statistics* row) {
                         *static_cast<wasinn_graph_statistics*>(to) = *row;
                       },
                       &found, failure_.slot()),
                   failure_);
  EXPECT_EQ(found.computes, 1U);
  EXPECT_GT(found.prompt_tokens, 0U);
  EXPECT_GT(found.answer_tokens, 0U);
  const GraphPtr graph = load_named(session_, "llm");
  wasinn_graph_info info{};
  info.struct_size = sizeof info;
  WASINN_ASSERT_OK(wasinn_graph_describe(graph.get(), &info, failure_.slot()), failure_);
  EXPECT_EQ(info.flags, static_cast<std::uint32_t>(WASINN_GRAPH_STREAMS));
  EXPECT_EQ(info.inputs[1].flags & WASINN_PORT_OPTIONAL, static_cast<std::uint32_t>(WASINN_PORT_OPTIONAL));
}

TEST_F(Language, SaysThatAPromptIsTooLong) {
  const ContextPtr context = this->context(R"({"temp": 0, "ctx-size": 64})");
  std::string prompt;
  for (int i = 0; i < 500; ++i) prompt += "moon and sun ";
  EXPECT_EQ(compute(context, prompt), static_cast<wasinn_status>(WASINN_PROMPT_TOO_LONG));
  EXPECT_EQ(outputs_[0].data, nullptr) << "results are untouched";
}

TEST_F(Language, GivesWhatCameUntilItsRoomWasFull) {
  const ContextPtr context = this->context(R"({"temp": 0, "ctx-size": 16, "n-predict": 1000})");
  const wasinn_status status = compute(context);
  EXPECT_EQ(status, static_cast<wasinn_status>(WASINN_CONTEXT_FULL)) << failure_.message();
  EXPECT_GT(outputs_[0].byte_size, 0U);
}

TEST_F(Language, RefusesOptionsThatAreNone) {
  wasinn_graph* graph = nullptr;
  EXPECT_EQ(wasinn_graph_load_by_name(session_.get(), "llm", "no json", &graph, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  EXPECT_EQ(wasinn_graph_load_by_name(session_.get(), nullptr, nullptr, &graph, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  EXPECT_EQ(failure_.message(), "wasinn_graph_load_by_name: name is NULL");
}

}  // namespace
}  // namespace wasinn::capi
