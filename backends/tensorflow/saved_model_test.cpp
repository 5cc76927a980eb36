// SPDX-License-Identifier: Apache-2.0
// Reading of SavedModel messages and of what goes wrong in them.
#include "saved_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <wasinn/plugin.hpp>

#include "graph_def.h"
#include "tests/doubles/protobuf_bytes.h"

namespace tf {
namespace {

using ::testing::ElementsAre;
using wasinn::doubles::bytes_field;
using wasinn::doubles::number_field;
using wasinn::sdk::Failure;

std::string entry(std::uint32_t field, const std::string& key, const std::string& value) {
  return bytes_field(field, bytes_field(1, key) + bytes_field(2, value));
}

std::string tensor(const std::string& name, const std::string& shape) {
  return bytes_field(1, name) + number_field(2, 1) + bytes_field(3, shape);
}

std::string signature(const std::string& name) {
  const std::string unknown_size = bytes_field(2, number_field(1, UINT64_MAX));
  return entry(5, name, entry(1, "b", tensor("in_b:0", number_field(3, 1))) +
                            entry(1, "a", tensor("in_a:1", unknown_size + bytes_field(2, number_field(1, 4)))) +
                            entry(2, "y", bytes_field(1, "out:0")));
}

std::string program(const std::string& tag, const std::string& signatures) {
  const std::string info = bytes_field(4, tag) + bytes_field(5, "2.21.0");
  return bytes_field(2, bytes_field(1, info) + bytes_field(2, "") + signatures);
}

std::string saved(const std::string& programs) { return number_field(1, 1) + programs; }

wasinn_status refusal_of(const std::string& message) {
  try {
    (void)read_saved_model(message);
    return WASINN_OK;
  } catch (const Failure& failure) {
    return failure.status();
  }
}

TEST(SavedModels, SayTheirPortsSortedByName) {
  const SavedProgram read = read_saved_model(saved(program("serve", signature("serving_default"))));
  EXPECT_THAT(read.tags, ElementsAre("serve"));
  EXPECT_EQ(read.framework_version, "2.21.0");
  ASSERT_EQ(read.signature.inputs.size(), 2u);
  EXPECT_EQ(read.signature.inputs[0].name, "a");
  EXPECT_EQ(read.signature.inputs[0].tensor, "in_a:1");
  EXPECT_THAT(read.signature.inputs[0].dimensions, ElementsAre(-1, 4));
  EXPECT_FALSE(read.signature.inputs[1].rank_known);
  EXPECT_FALSE(read.signature.outputs[0].rank_known) << "no shape at all";
}

TEST(SavedModels, ServeTheDefaultSignatureOfTheServedProgram) {
  const std::string message = saved(program("train", signature("x")) +
                                    program("serve", signature("a") + signature("serving_default")));
  EXPECT_EQ(read_saved_model(message).signature.name, "serving_default");
  EXPECT_EQ(read_saved_model(saved(program("only", signature("z") + signature("m")))).signature.name, "m");
}

TEST(SavedModels, AreRefusedWithoutAProgramToServe) {
  EXPECT_EQ(refusal_of(saved("")), WASINN_INVALID_ENCODING);
  EXPECT_EQ(refusal_of(saved(program("serve", ""))), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(refusal_of(saved(program("serve", signature("__saved_model_init_op")))), WASINN_UNSUPPORTED_OPERATION);
  const std::string two = program("a", signature("x")) + program("b", signature("x"));
  EXPECT_EQ(refusal_of(saved(two)), WASINN_UNSUPPORTED_OPERATION);
  const std::string whole = saved(program("serve", signature("x")));
  EXPECT_EQ(refusal_of(whole.substr(0, whole.size() - 3)), WASINN_INVALID_ENCODING);
  EXPECT_EQ(refusal_of("\x0bgroups"), WASINN_INVALID_ENCODING);
}

std::string constant(std::uint64_t said, std::uint64_t held, std::uint64_t size) {
  const std::string shape = bytes_field(2, bytes_field(2, number_field(1, size)));
  const std::string value = bytes_field(8, number_field(1, held) + shape + bytes_field(4, "1234"));
  return bytes_field(1, bytes_field(1, "c") + bytes_field(2, "Const") + entry(5, "dtype", number_field(6, said)) +
                            entry(5, "value", value));
}

TEST(Constants, MustBeWhatTheySay) {
  EXPECT_NO_THROW(check_graph(read_graph_def(constant(1, 1, 1))));
  EXPECT_NO_THROW(check_graph(read_graph_def(constant(1, 1, 1 << 20)))) << "the last value is repeated";
  EXPECT_THROW(check_graph(read_graph_def(constant(1, 9, 1))), Failure);
  EXPECT_THROW(check_graph(read_graph_def(constant(1, 1, std::uint64_t{1} << 40))), Failure);
  EXPECT_THROW(check_graph(read_graph_def(constant(1, 1, UINT64_MAX))), Failure);
}

std::string named(const std::string& name, const std::string& operation, const std::vector<std::string>& inputs = {}) {
  std::string message = bytes_field(1, name) + bytes_field(2, operation);
  for (const std::string& input : inputs) message += bytes_field(3, input);
  return bytes_field(1, message);
}

TEST(Loops, BeginOnce) {
  const std::string nodes = named("a", "Enter") + named("b", "Enter") + named("n", "NextIteration");
  EXPECT_NO_THROW(check_graph(read_graph_def(nodes + named("m", "Merge", {"a", "n", "^b"}))));
  EXPECT_NO_THROW(check_graph(read_graph_def(nodes + named("m", "Merge", {"a", "b"}))));
  EXPECT_THROW(check_graph(read_graph_def(nodes + named("m", "Merge", {"a", "b", "n"}))), Failure);
}

TEST(Attributes, MayNotNestWithoutEnd) {
  std::string value;
  for (int level = 0; level < 30; ++level) value = bytes_field(10, bytes_field(1, "f") + entry(2, "k", value));
  EXPECT_THROW((void)read_graph_def(bytes_field(1, bytes_field(2, "Op") + entry(5, "k", value))), Failure);
}

}  // namespace
}  // namespace tf
