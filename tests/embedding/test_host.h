// SPDX-License-Identifier: Apache-2.0
// What the tests of <wasinn.hpp> need: a host with the echo backend, and values of Results that must be there.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <wasinn.hpp>

namespace wasinn::test {

/// An echo model with one u8 input of any size.
inline constexpr std::string_view kBytesModel = "echo bytes:u8[?]";

/// A configuration with the plug-ins of the build folder, echo for every model, nothing kept on disk, and `more`:
/// ", \"limits\": {...}".
inline Configuration configuration(const std::string& more = "") {
  return {.text = R"({"plugins": ")" WASINN_TEST_PLUGIN_DIR R"(", "cache": false, "backends": {"onnx": "echo"})" + more +
                  "}"};
}

inline std::vector<std::uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// A graph of echo's, in memory.
inline NamedGraph echo_graph(const std::string& name, std::string_view model = kBytesModel) {
  return {.name = name, .bytes = {bytes_of(model)}, .encoding = "onnx"};
}

/// The options of a host that has the graph "bytes".
inline HostOptions options() { return {.graphs = {echo_graph("bytes")}, .configuration = configuration()}; }

/// The value, or the end of the test.
template <class T>
T taken(Result<T> result) {
  if (!result) throw FailedCall(result.error());
  return *std::move(result);
}

/// "invalid-argument: ..." of a Result that has no value; "" of one that has.
template <class T>
std::string failure(const Result<T>& result) {
  return result ? "" : std::string(name(result.error().status)) + ": " + result.error().message;
}

}  // namespace wasinn::test
