// SPDX-License-Identifier: Apache-2.0
// For tests: the llama backend through its plug-in, and small models from the fixture folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <wasinn/plugin.h>

#include "base/log.h"
#include "plugin/host_services.h"

/// Ends a test that needs llama.cpp where it was not fetched.
#define WASINN_NEEDS_LLAMA() \
  if (!wasinn::has_llama()) GTEST_SKIP() << "llama.cpp is not there: tools/framework llama fetches it"

namespace wasinn {

/// The folder of the framework's libraries: what WASINN_TEST_LLAMA says, else the one in the cache.
std::string llama_folder();
bool has_llama();

std::filesystem::path model_path(const std::string& name);
std::string model_bytes(const std::string& name);
std::string file_bytes(const std::filesystem::path& path);

/// What a call gave. A plain value.
struct Answer {
  wasinn_status status = WASINN_UNKNOWN;
  std::string message;   ///< of a failure
  std::string text;      ///< output 0
  std::string metadata;  ///< output 1

  /// A number of the metadata; -1 when it is not there.
  std::int64_t number(const std::string& key) const;
};

/// A context of the plug-in. Must not outlive its model.
class Conversation {
 public:
  Conversation(const wasinn_plugin& table, wasinn_graph* graph);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation();

  Answer compute(std::string_view prompt, std::string_view options = "{}");
  Answer step(std::string_view prompt, std::string_view options = "{}");
  Answer preview(std::string_view prompt, std::string_view options = "{}");
  void finish();
  void cancel(bool on);
  wasinn_text_counts counts() const;
  /// From now on `pieces`, which lives longer, gets what computations show; null: nobody does.
  void show_to(std::vector<std::string>* pieces);

  /// All steps until an end; `pieces` gets each text. The answer is the last one, its text all of them.
  Answer stream(std::string_view prompt, std::string_view options, std::vector<std::string>* pieces = nullptr);

 private:
  template <class Function>
  Answer call(Function function, std::string_view prompt, std::string_view options);

  const wasinn_plugin& table_;
  wasinn_context* context_ = nullptr;
};

class OpenedModel {
 public:
  OpenedModel(const wasinn_plugin& table, wasinn_graph* graph) : table_(table), graph_(graph) {}
  OpenedModel(const OpenedModel&) = delete;
  OpenedModel& operator=(const OpenedModel&) = delete;
  ~OpenedModel();

  std::unique_ptr<Conversation> start() const { return std::make_unique<Conversation>(table_, graph_); }
  std::map<std::string, std::string> properties() const;
  const wasinn_plugin& table() const { return table_; }
  wasinn_graph* graph() const { return graph_; }

 private:
  const wasinn_plugin& table_;
  wasinn_graph* graph_;
};

/// What a load gave.
struct Loaded {
  wasinn_status status = WASINN_UNKNOWN;
  std::string message;
  std::unique_ptr<OpenedModel> model;  ///< empty after a failure
  std::vector<double> progress;        ///< what was told of it meanwhile
};

/// The backend, opened. Aborts the test program when the plug-in is not there.
class LlamaPlugin {
 public:
  explicit LlamaPlugin(BackendOptions options = {}, LogSink log = {}, std::uint32_t threads = 1);
  LlamaPlugin(const LlamaPlugin&) = delete;
  LlamaPlugin& operator=(const LlamaPlugin&) = delete;
  ~LlamaPlugin();

  wasinn_status status() const { return status_; }
  const std::string& message() const { return message_; }
  wasinn_backend* backend() const { return backend_; }
  const wasinn_plugin& table() const { return table_; }

  /// Loads bytes as a guest gives them, or the operator's file at `path`. `cancelled` cancels before it begins.
  Loaded load(std::string_view bytes, const char* options = nullptr, const char* path = nullptr,
              bool cancelled = false) const;

  /// Loads a fixture from its bytes; fails the test when it cannot.
  std::unique_ptr<OpenedModel> model(const std::string& name, const char* options = nullptr) const;

 private:
  wasinn_plugin table_{};
  std::unique_ptr<HostServices> services_;
  wasinn_backend* backend_ = nullptr;
  wasinn_status status_ = WASINN_UNKNOWN;
  std::string message_;
};

/// A few prompts of all kinds.
const std::vector<std::string>& twenty_prompts();

}  // namespace wasinn
