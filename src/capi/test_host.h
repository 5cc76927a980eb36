// SPDX-License-Identifier: Apache-2.0
// What tests of the C API need: owners for its objects, errors as text, a host with the echo backend, tensors.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <wasinn/wasinn.h>

namespace wasinn::capi {

template <class T, void (*end)(T*)>
struct End {
  void operator()(T* object) const noexcept { end(object); }
};
using ConfigPtr = std::unique_ptr<wasinn_config, End<wasinn_config, wasinn_config_delete>>;
using HostPtr = std::unique_ptr<wasinn_host, End<wasinn_host, wasinn_host_delete>>;
using SessionPtr = std::unique_ptr<wasinn_session, End<wasinn_session, wasinn_session_delete>>;
using GraphPtr = std::unique_ptr<wasinn_graph, End<wasinn_graph, wasinn_graph_delete>>;
using ContextPtr = std::unique_ptr<wasinn_context, End<wasinn_context, wasinn_context_delete>>;
using GuestPtr = std::unique_ptr<wasinn_guest, End<wasinn_guest, wasinn_guest_delete>>;
using CoreGuestPtr = std::unique_ptr<wasinn_core_guest, End<wasinn_core_guest, wasinn_core_guest_delete>>;

/// The slot for one call's error. Prints and compares as its status and message.
class Failure {
 public:
  Failure() = default;
  Failure(const Failure&) = delete;
  Failure& operator=(const Failure&) = delete;
  ~Failure() { wasinn_error_clear(&raw_); }

  wasinn_error* slot() {
    wasinn_error_clear(&raw_);
    return &raw_;
  }
  std::string message() const { return raw_.message == nullptr ? "" : raw_.message; }

 private:
  wasinn_error raw_{};
};

/// Whether a call answered with WASINN_OK; else what it said.
#define WASINN_EXPECT_OK(call, failure) EXPECT_EQ(call, WASINN_OK) << (failure).message()
#define WASINN_ASSERT_OK(call, failure) ASSERT_EQ(call, WASINN_OK) << (failure).message()

/// An echo model with one u8 input of any size.
inline constexpr std::string_view kBytesModel = "echo bytes:u8[?]";

/// A configuration with the plug-ins of the build folder, echo for every model, nothing kept on disk, and `more`:
/// ", \"limits\": {...}".
inline ConfigPtr test_config(const std::string& more = "") {
  Failure failure;
  ConfigPtr config(wasinn_config_new());
  const std::string json =
      R"({"plugins": ")" WASINN_TEST_PLUGIN_DIR R"(", "cache": false, "backends": {"onnx": "echo"})" + more + "}";
  EXPECT_EQ(wasinn_config_read_text(config.get(), json.c_str(), nullptr, failure.slot()), WASINN_OK)
      << failure.message();
  return config;
}

/// The host of `config`; null with a failed test when there is none.
inline HostPtr make_host(const wasinn_config* config) {
  Failure failure;
  wasinn_host* host = nullptr;
  EXPECT_EQ(wasinn_host_new(config, &host, failure.slot()), WASINN_OK) << failure.message();
  return HostPtr(host);
}

inline HostPtr make_host(const ConfigPtr& config = test_config()) { return make_host(config.get()); }

inline SessionPtr make_session(const HostPtr& host, std::uint64_t deadline_ms = 0) {
  Failure failure;
  wasinn_session* session = nullptr;
  EXPECT_EQ(wasinn_session_new(host.get(), deadline_ms, &session, failure.slot()), WASINN_OK) << failure.message();
  return SessionPtr(session);
}

/// A model in memory of the test's, which outlives the call.
inline wasinn_model_bytes part_of(std::string_view model) {
  wasinn_model_bytes part{};
  part.data = reinterpret_cast<const std::uint8_t*>(model.data());
  part.byte_size = model.size();
  return part;
}

inline GraphPtr load(const SessionPtr& session, std::string_view model = kBytesModel) {
  Failure failure;
  wasinn_graph* graph = nullptr;
  const wasinn_model_bytes part = part_of(model);
  EXPECT_EQ(wasinn_graph_load(session.get(), &part, 1, "onnx", nullptr, &graph, failure.slot()), WASINN_OK)
      << failure.message();
  return GraphPtr(graph);
}

inline GraphPtr load_named(const SessionPtr& session, const char* name) {
  Failure failure;
  wasinn_graph* graph = nullptr;
  EXPECT_EQ(wasinn_graph_load_by_name(session.get(), name, nullptr, &graph, failure.slot()), WASINN_OK)
      << failure.message();
  return GraphPtr(graph);
}

inline ContextPtr make_context(const GraphPtr& graph) {
  Failure failure;
  wasinn_context* context = nullptr;
  EXPECT_EQ(wasinn_context_new(graph.get(), &context, failure.slot()), WASINN_OK) << failure.message();
  return ContextPtr(context);
}

/// A tensor over memory of the test's.
inline wasinn_tensor tensor(std::uint32_t type, std::initializer_list<std::int64_t> sizes, const void* data,
                            std::uint64_t byte_size) {
  wasinn_tensor made{};
  made.data = static_cast<std::uint8_t*>(const_cast<void*>(data));
  made.byte_size = byte_size;
  made.type = type;
  made.rank = static_cast<std::uint32_t>(sizes.size());
  std::copy(sizes.begin(), sizes.end(), made.dimensions);
  return made;
}

/// Bytes in a row, u8.
inline wasinn_tensor row(std::string_view bytes) {
  return tensor(WASINN_TYPE_U8, {static_cast<std::int64_t>(bytes.size())}, bytes.data(), bytes.size());
}

inline std::string text_in(const wasinn_tensor& tensor) {
  return {reinterpret_cast<const char*>(tensor.data), static_cast<std::size_t>(tensor.byte_size)};
}

/// What one computation on bytes in a row gives.
inline std::string echo(const ContextPtr& context, std::string_view bytes) {
  Failure failure;
  const wasinn_tensor input = row(bytes);
  wasinn_tensor output{};
  EXPECT_EQ(wasinn_context_compute(context.get(), &input, 1, &output, 1, failure.slot()), WASINN_OK)
      << failure.message();
  return text_in(output);
}

}  // namespace wasinn::capi
