// SPDX-License-Identifier: Apache-2.0
// Graphs and contexts without a guest: what they say, what they compute, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "capi/test_host.h"

namespace wasinn::capi {
namespace {

using testing::HasSubstr;

constexpr wasinn_status kInvalid = WASINN_INVALID_ARGUMENT;

class Inference : public testing::Test {
 protected:
  wasinn_status compute(const ContextPtr& context, const std::vector<wasinn_tensor>& inputs,
                        std::vector<wasinn_tensor>& outputs) {
    return wasinn_context_compute(context.get(), inputs.data(), inputs.size(), outputs.data(), outputs.size(),
                                  failure_.slot());
  }

  const HostPtr host_ = make_host();
  const SessionPtr session_ = make_session(host_);
  Failure failure_;
};

TEST_F(Inference, GivesWhatWasPutIn) {
  const ContextPtr context = make_context(load(session_));
  EXPECT_EQ(echo(context, "seven"), "seven");
  EXPECT_EQ(echo(context, ""), "");
  EXPECT_EQ(echo(context, std::string(100'000, 'x')), std::string(100'000, 'x'));
}

TEST_F(Inference, OutlivesAllThatItWasMadeFrom) {
  HostPtr host = make_host();
  SessionPtr session = make_session(host);
  GraphPtr graph = load(session);
  const ContextPtr context = make_context(graph);
  host.reset();
  session.reset();
  graph.reset();
  EXPECT_EQ(echo(context, "still here"), "still here");
}

TEST_F(Inference, DescribesAGraph) {
  const GraphPtr graph = load(session_, "echo x:f32[batch,2] u8[...] >string[?]");
  wasinn_graph_info info{};
  info.struct_size = sizeof info;
  WASINN_ASSERT_OK(wasinn_graph_describe(graph.get(), &info, failure_.slot()), failure_);
  ASSERT_EQ(info.input_count, 2U);
  ASSERT_EQ(info.output_count, 3U);
  const wasinn_port& first = info.inputs[0];
  EXPECT_EQ(first.struct_size, sizeof first);
  EXPECT_STREQ(first.name, "x");
  EXPECT_STREQ(first.type_name, "f32");
  EXPECT_EQ(first.type, static_cast<std::uint32_t>(WASINN_TYPE_F32));
  ASSERT_EQ(first.rank, 2);
  EXPECT_EQ(first.dimensions[0], -1);
  EXPECT_STREQ(first.dim_names[0], "batch");
  EXPECT_EQ(first.dimensions[1], 2);
  EXPECT_STREQ(first.dim_names[1], "");
  EXPECT_EQ(info.inputs[1].rank, -1);
  EXPECT_EQ(info.outputs[2].type, static_cast<std::uint32_t>(WASINN_TYPE_FOREIGN));
  EXPECT_STREQ(info.outputs[2].type_name, "string");
  ASSERT_EQ(info.property_count, 1U);
  EXPECT_STREQ(info.properties[0].key, "producer");
  EXPECT_STREQ(info.properties[0].value, "echo");
  EXPECT_STREQ(info.device, "cpu");
  EXPECT_EQ(info.target, static_cast<std::uint32_t>(WASINN_TARGET_CPU));
  EXPECT_EQ(info.flags, 0U);
}

TEST_F(Inference, DescribesNoMoreThanTheCallerKnows) {
  const GraphPtr graph = load(session_);
  wasinn_graph_info info{};
  info.struct_size = offsetof(wasinn_graph_info, outputs);
  WASINN_ASSERT_OK(wasinn_graph_describe(graph.get(), &info, failure_.slot()), failure_);
  EXPECT_EQ(info.input_count, 1U);
  EXPECT_EQ(info.outputs, nullptr);
  info.struct_size = 0;
  EXPECT_EQ(wasinn_graph_describe(graph.get(), &info, failure_.slot()), kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("wasinn_graph_info"));
}

TEST_F(Inference, WritesIntoTheMemoryThatTheCallerBrings) {
  const ContextPtr context = make_context(load(session_));
  std::array<char, 8> room{};
  std::vector<wasinn_tensor> outputs = {row({room.data(), room.size()})};
  WASINN_ASSERT_OK(compute(context, {row("mine")}, outputs), failure_);
  EXPECT_EQ(outputs[0].data, reinterpret_cast<std::uint8_t*>(room.data()));
  EXPECT_EQ(outputs[0].byte_size, 4U);
  EXPECT_STREQ(room.data(), "mine");
}

TEST_F(Inference, KeepsTheOutputThatDoesNotFitIntoTheCallersMemory) {
  const ContextPtr context = make_context(load(session_));
  std::array<char, 2> room{};
  std::vector<wasinn_tensor> outputs = {row({room.data(), room.size()})};
  WASINN_ASSERT_OK(compute(context, {row("longer")}, outputs), failure_);
  EXPECT_NE(outputs[0].data, reinterpret_cast<std::uint8_t*>(room.data()));
  EXPECT_EQ(text_in(outputs[0]), "longer");
}

TEST_F(Inference, RefusesMemoryForAnOutputThatMeetsAnotherTensor) {
  const ContextPtr context = make_context(load(session_, "echo u8[?] u8[?]"));
  std::array<char, 16> bytes{};
  const std::string_view all(bytes.data(), bytes.size());
  std::vector<wasinn_tensor> outputs = {row(all.substr(4, 8)), {}};
  EXPECT_EQ(compute(context, {row(all.substr(0, 5)), row("x")}, outputs), kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("the memory for output 0 lies over an input"));
  outputs = {row(all.substr(0, 8)), row(all.substr(7, 2))};
  EXPECT_EQ(compute(context, {row("a"), row("b")}, outputs), kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("the memory for output 1 lies over that for another output"));
  EXPECT_EQ(outputs[0].byte_size, 8U) << "results are untouched";
}

TEST_F(Inference, RefusesTensorsThatItsPortsDoNotTake) {
  const ContextPtr context = make_context(load(session_, "echo x:f32[2]"));
  alignas(8) std::array<float, 4> values{1, 2, 3, 4};
  const auto refused = [&](const wasinn_tensor& input) {
    std::vector<wasinn_tensor> outputs(1);
    EXPECT_EQ(compute(context, {input}, outputs), kInvalid);
    return failure_.message();
  };
  EXPECT_THAT(refused(tensor(WASINN_TYPE_I32, {2}, values.data(), 8)), HasSubstr("'x': wants f32[2], got i32[2]"));
  EXPECT_THAT(refused(tensor(WASINN_TYPE_F32, {3}, values.data(), 12)), HasSubstr("input 0 'x'"));
  EXPECT_THAT(refused(tensor(WASINN_TYPE_F32, {2}, values.data(), 7)), HasSubstr("7"));
  EXPECT_THAT(refused(tensor(WASINN_TYPE_F32, {-1}, values.data(), 8)), HasSubstr("input 0 'x'"));
  EXPECT_THAT(refused(tensor(77, {2}, values.data(), 8)), HasSubstr("element type 77"));
  EXPECT_THAT(refused(tensor(WASINN_TYPE_F32, {2}, nullptr, 8)), HasSubstr("data NULL"));
  const auto* const skewed = reinterpret_cast<const char*>(values.data()) + 1;
  EXPECT_THAT(refused(tensor(WASINN_TYPE_F32, {2}, skewed, 8)), HasSubstr("multiple of 4"));
  wasinn_tensor deep = tensor(WASINN_TYPE_F32, {2}, values.data(), 8);
  deep.rank = WASINN_MAX_RANK + 1;
  EXPECT_THAT(refused(deep), HasSubstr("rank 17"));
  std::vector<wasinn_tensor> outputs(1);
  WASINN_EXPECT_OK(compute(context, {tensor(WASINN_TYPE_F32, {2}, values.data(), 8)}, outputs), failure_);
}

TEST_F(Inference, RefusesAnotherNumberOfTensors) {
  const ContextPtr context = make_context(load(session_));
  std::vector<wasinn_tensor> outputs(1);
  EXPECT_EQ(compute(context, {}, outputs), kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("has 1 inputs, and 0 were given"));
  outputs.clear();
  EXPECT_EQ(compute(context, {row("x")}, outputs), kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("has 1 outputs, and 0 were given"));
  EXPECT_EQ(wasinn_context_compute(context.get(), nullptr, 1, nullptr, 1, failure_.slot()), kInvalid);
  EXPECT_EQ(failure_.message(), "wasinn_context_compute: inputs is NULL");
}

TEST_F(Inference, GoesOnAfterAComputationThatFailed) {
  const ContextPtr context = make_context(load(session_, "echo u8[2]"));
  std::vector<wasinn_tensor> outputs(1);
  EXPECT_EQ(compute(context, {row("three")}, outputs), kInvalid);
  EXPECT_EQ(echo(context, "ok"), "ok");
}

TEST_F(Inference, TellsWhyAFrameworkFailed) {
  const ContextPtr context = make_context(load(session_, "echo u8[?] fail=the fuse is blown"));
  std::vector<wasinn_tensor> outputs(1);
  EXPECT_EQ(compute(context, {row("x")}, outputs), static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  EXPECT_THAT(failure_.message(), HasSubstr("the fuse is blown"));
}

TEST_F(Inference, StepsOnlyWhereOutputsComeInPieces) {
  const ContextPtr context = make_context(load(session_));
  const wasinn_tensor input = row("x");
  wasinn_tensor output{};
  EXPECT_EQ(wasinn_context_step(context.get(), &input, 1, &output, 1, failure_.slot()),
            static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  EXPECT_THAT(failure_.message(), HasSubstr("use wasinn_context_compute"));
  wasinn_context_finish(context.get());
}

TEST_F(Inference, RefusesModelsThatAreNone) {
  wasinn_graph* graph = nullptr;
  const auto load_as = [&](const wasinn_model_bytes& part, std::uint64_t count, const char* encoding,
                           const char* target) {
    return wasinn_graph_load(session_.get(), &part, count, encoding, target, &graph, failure_.slot());
  };
  EXPECT_EQ(load_as(part_of("noise"), 1, "onnx", nullptr), static_cast<wasinn_status>(WASINN_INVALID_ENCODING));
  EXPECT_EQ(load_as(part_of(kBytesModel), 1, "onyx", nullptr), kInvalid);
  EXPECT_EQ(load_as(part_of(kBytesModel), 1, "onnx", "abacus"), kInvalid);
  EXPECT_EQ(load_as(part_of(kBytesModel), 1, "onnx", "gpu"), static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  EXPECT_EQ(load_as(part_of(kBytesModel), 0, "onnx", nullptr), kInvalid);
  EXPECT_EQ(load_as(part_of(kBytesModel), 1, "pytorch", nullptr), static_cast<wasinn_status>(WASINN_SECURITY));
  wasinn_model_bytes nothing{};
  EXPECT_EQ(load_as(nothing, 1, "onnx", nullptr), kInvalid);
  nothing.byte_size = 4;
  EXPECT_EQ(load_as(nothing, 1, "onnx", nullptr), kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("parts[0] has 4 bytes and data NULL"));
  EXPECT_EQ(graph, nullptr);
}

TEST_F(Inference, KeepsToTheQuotasOfItsSession) {
  const HostPtr host = make_host(test_config(R"(, "limits": {"graphs": 1, "contexts": 1})"));
  const SessionPtr session = make_session(host);
  GraphPtr graph = load(session);
  wasinn_graph* second = nullptr;
  const wasinn_model_bytes part = part_of(kBytesModel);
  EXPECT_EQ(wasinn_graph_load(session.get(), &part, 1, "onnx", nullptr, &second, failure_.slot()),
            static_cast<wasinn_status>(WASINN_TOO_LARGE));
  const ContextPtr context = make_context(graph);
  wasinn_context* third = nullptr;
  EXPECT_EQ(wasinn_context_new(graph.get(), &third, failure_.slot()), static_cast<wasinn_status>(WASINN_TOO_LARGE));
  graph.reset();
  EXPECT_NE(load(session), nullptr) << "a graph that ended gives its place back";
}

TEST_F(Inference, EndsAtTheDeadlineOfItsSession) {
  const SessionPtr session = make_session(host_, 100);
  const ContextPtr context = make_context(load(session, "echo u8[?] endless"));
  std::vector<wasinn_tensor> outputs(1);
  EXPECT_EQ(compute(context, {row("x")}, outputs), static_cast<wasinn_status>(WASINN_TIMEOUT));
}

TEST_F(Inference, EndsWhenAnotherThreadClosesItsSession) {
  const ContextPtr context = make_context(load(session_, "echo u8[?] endless"));
  std::thread closing([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    wasinn_session_close(session_.get());
  });
  std::vector<wasinn_tensor> outputs(1);
  EXPECT_EQ(compute(context, {row("x")}, outputs), static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  closing.join();
  EXPECT_THAT(failure_.message(), HasSubstr("the session was closed"));
  wasinn_graph* graph = nullptr;
  const wasinn_model_bytes part = part_of(kBytesModel);
  EXPECT_EQ(wasinn_graph_load(session_.get(), &part, 1, "onnx", nullptr, &graph, failure_.slot()),
            static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
}

TEST_F(Inference, RefusesASecondThreadOnOneContext) {
  const SessionPtr session = make_session(host_, 300);
  const ContextPtr context = make_context(load(session, "echo u8[?] endless"));
  std::thread first([&] {
    std::vector<wasinn_tensor> outputs(1);
    const wasinn_tensor input = row("x");
    EXPECT_EQ(wasinn_context_compute(context.get(), &input, 1, outputs.data(), 1, nullptr),
              static_cast<wasinn_status>(WASINN_TIMEOUT));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::vector<wasinn_tensor> outputs(1);
  EXPECT_EQ(compute(context, {row("x")}, outputs), static_cast<wasinn_status>(WASINN_BUSY));
  first.join();
}

}  // namespace
}  // namespace wasinn::capi
