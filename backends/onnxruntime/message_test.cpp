// SPDX-License-Identifier: Apache-2.0
// Messages of ONNX Runtime as it writes them, and what becomes of them.
#include "message.h"

#include <gtest/gtest.h>

#include "ort_api.h"

namespace ort {
namespace {

TEST(CleanMessage, LosesSourceLocationsWithTheirSignatures) {
  EXPECT_EQ(clean_message("Exception during initialization: /onnxruntime_src/onnxruntime/core/optimizer/a.cc:44 "
                          "onnxruntime::Initializer::Initializer(const onnx::TensorProto&, const "
                          "std::filesystem::__cxx11::path&) !model_path.empty() was false. It must not be empty.\n"),
            "Exception during initialization: !model_path.empty() was false. It must not be empty.");
}

TEST(CleanMessage, UnderstandsOperatorsConstLambdasAndTemplates) {
  EXPECT_EQ(clean_message("/onnxruntime_src/a.cc:1 auto f(int)::operator()(int, g(long)) const [with T = x[3]] broken"),
            "broken");
  EXPECT_EQ(clean_message("/onnxruntime_src/a.cc:1 void f()::<lambda(int)> broken"), "broken");
}

TEST(CleanMessage, LosesShortLocations) {
  EXPECT_EQ(clean_message("Error: tensorprotoutils.cc:592 ValidateExternalDataPathFromDir Absolute path not allowed"),
            "Error: Absolute path not allowed");
  EXPECT_EQ(clean_message("a.cc:5"), "");
  EXPECT_EQ(clean_message("broken a.cc:"), "broken");
}

TEST(CleanMessage, LosesInnerCodes) {
  EXPECT_EQ(clean_message("In Squeeze: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : the output"),
            "In Squeeze: the output");
  EXPECT_EQ(clean_message("[ONNXRuntimeError] : 2"), "2");
}

TEST(CleanMessage, IsOneLine) { EXPECT_EQ(clean_message("\n one\n\ttwo  three \n"), "one two three"); }

TEST(CleanMessage, SurvivesWhatItDoesNotKnow) {
  EXPECT_EQ(clean_message(""), "");
  EXPECT_EQ(clean_message("plain"), "plain");
  EXPECT_EQ(clean_message("x /onnxruntime_src/"), "x");
  EXPECT_EQ(clean_message("x /onnxruntime_src/a.cc:3 f(((("), "x");
}

TEST(LoadFailure, IsClassedByCodeAndMessage) {
  EXPECT_EQ(load_failure_status(kInvalidProtobuf, "protobuf parsing failed"), WASINN_INVALID_ENCODING);
  EXPECT_EQ(load_failure_status(kInvalidGraph, "No Op registered for X"), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(load_failure_status(kInvalidGraph, "a cycle"), WASINN_INVALID_ENCODING);
  EXPECT_EQ(load_failure_status(kNotImplemented, "Could not find an implementation for X"),
            WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(load_failure_status(kFail, "Unsupported model IR version: 99"), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(load_failure_status(kFail, "Type Error: Type 'x' is invalid"), WASINN_INVALID_ENCODING);
  EXPECT_EQ(load_failure_status(kRuntimeException, "std::bad_alloc"), WASINN_RUNTIME_ERROR);
  EXPECT_EQ(load_failure_status(kModelLoadCancelled, ""), WASINN_TIMEOUT);
  EXPECT_EQ(load_failure_status(kFail, "something else"), WASINN_RUNTIME_ERROR);
}

TEST(ComputeFailure, IsClassedByCodeAndMessage) {
  EXPECT_EQ(compute_failure_status(kInvalidArgument, "Got invalid dimensions for input: x"), WASINN_INVALID_ARGUMENT);
  EXPECT_EQ(compute_failure_status(kInvalidArgument, "indices element out of data bounds"), WASINN_RUNTIME_ERROR);
  EXPECT_EQ(compute_failure_status(kNotImplemented, ""), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(compute_failure_status(kRuntimeException, "Failed to allocate memory for requested buffer of size 9"),
            WASINN_RUNTIME_ERROR);
  EXPECT_EQ(compute_failure_status(kFail, "Non-zero status code"), WASINN_RUNTIME_ERROR);
}

}  // namespace
}  // namespace ort
