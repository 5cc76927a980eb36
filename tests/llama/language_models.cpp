// SPDX-License-Identifier: Apache-2.0
// The plug-in's table called as the host calls it, before the host checks anything.
#include "tests/llama/language_models.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "plugin/plugin_library.h"

namespace wasinn {
namespace {

std::string take_message(wasinn_error& error) {
  std::string message = error.message == nullptr ? "" : error.message;
  if (error.release != nullptr) error.release(&error);
  return message;
}

wasinn_tensor bytes_tensor(std::string_view text) {
  wasinn_tensor tensor{};
  tensor.data = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  tensor.byte_size = text.size();
  tensor.type = WASINN_TYPE_U8;
  tensor.rank = 1;
  tensor.dimensions[0] = static_cast<std::int64_t>(text.size());
  return tensor;
}

std::string text_of(const wasinn_tensor& tensor) {
  if (tensor.data == nullptr) return "";
  return {reinterpret_cast<const char*>(tensor.data), static_cast<std::size_t>(tensor.byte_size)};
}

}  // namespace

std::string llama_folder() {
  const char* other = std::getenv("WASINN_TEST_LLAMA");
  return other == nullptr ? WASINN_TEST_LLAMA_FOLDER : other;
}

bool has_llama() {
  return std::filesystem::exists(llama_folder() + "/libllama.v0.5.0.so");
}

std::filesystem::path model_path(const std::string& name) {
  return std::filesystem::path(WASINN_TEST_FIXTURE_DIR) / (name + ".gguf");
}

std::string model_bytes(const std::string& name) {
  return file_bytes(model_path(name));
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::int64_t Answer::number(const std::string& key) const {
  const std::size_t found = metadata.find("\"" + key + "\":");
  return found == std::string::npos ? -1 : std::atoll(metadata.c_str() + found + key.size() + 3);
}

Conversation::Conversation(const wasinn_plugin& table, wasinn_graph* graph) : table_(table) {
  wasinn_error error{};
  if (table.context_create(graph, &context_, &error) != WASINN_OK) ADD_FAILURE() << take_message(error);
}

Conversation::~Conversation() {
  if (context_ != nullptr) table_.context_release(context_);
}

template <class Function>
Answer Conversation::call(Function function, std::string_view prompt, std::string_view options) {
  const wasinn_tensor inputs[] = {bytes_tensor(prompt), options.empty() ? wasinn_tensor{} : bytes_tensor(options)};
  wasinn_tensor outputs[2] = {};
  wasinn_error error{};
  Answer answer;
  answer.status = function(context_, inputs, 2, outputs, 2, &error);
  if (answer.status != WASINN_OK) answer.message = take_message(error);
  answer.text = text_of(outputs[0]);
  answer.metadata = text_of(outputs[1]);
  return answer;
}

Answer Conversation::compute(std::string_view prompt, std::string_view options) {
  return call(table_.context_compute, prompt, options);
}

Answer Conversation::step(std::string_view prompt, std::string_view options) {
  return call(table_.context_step, prompt, options);
}

Answer Conversation::preview(std::string_view prompt, std::string_view options) {
  return call(table_.context_preview, prompt, options);
}

void Conversation::finish() {
  table_.context_finish(context_);
}

void Conversation::cancel(bool on) {
  table_.context_cancel(context_, on ? 1 : 0);
}

wasinn_text_counts Conversation::counts() const {
  wasinn_text_counts counts{};
  counts.struct_size = sizeof counts;
  table_.context_count(context_, &counts);
  return counts;
}

void Conversation::show_to(std::vector<std::string>* pieces) {
  const auto show = [](void* list, const std::uint8_t* bytes, std::uint64_t size) {
    static_cast<std::vector<std::string>*>(list)->emplace_back(reinterpret_cast<const char*>(bytes), size);
  };
  table_.context_show(context_, pieces == nullptr ? nullptr : +show, pieces);
}

Answer Conversation::stream(std::string_view prompt, std::string_view options, std::vector<std::string>* pieces) {
  Answer last;
  std::string whole;
  for (Answer answer = step(prompt, options);; answer = step(prompt, options)) {
    if (answer.status != WASINN_OK) {
      last.status = answer.status;
      last.message = answer.message;
      break;
    }
    whole += answer.text;
    if (pieces != nullptr) pieces->push_back(answer.text);
    last = answer;
  }
  last.text = whole;
  finish();
  return last;
}

OpenedModel::~OpenedModel() {
  table_.graph_release(graph_);
}

std::map<std::string, std::string> OpenedModel::properties() const {
  wasinn_graph_info info{};
  info.struct_size = sizeof info;
  table_.graph_describe(graph_, &info);
  std::map<std::string, std::string> found;
  for (std::uint64_t i = 0; i < info.property_count; ++i) found[info.properties[i].key] = info.properties[i].value;
  return found;
}

LlamaPlugin::LlamaPlugin(BackendOptions options, LogSink log, std::uint32_t threads)
    : table_(open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_llama.so").value()) {
  const std::vector<std::filesystem::path> folders{llama_folder()};
  services_ = std::make_unique<HostServices>("llama", folders, threads, std::move(options), std::move(log));
  wasinn_error error{};
  status_ = table_.backend_open(services_->get(), &backend_, &error);
  if (status_ != WASINN_OK) message_ = take_message(error);
}

LlamaPlugin::~LlamaPlugin() {
  if (backend_ != nullptr) table_.backend_close(backend_);
}

Loaded LlamaPlugin::load(std::string_view bytes, const char* options, const char* path, bool cancelled) const {
  if (backend_ == nullptr) return {status_, message_, nullptr, {}};
  const wasinn_model_part part{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), path};
  wasinn_cancellation cancellation{};
  cancellation.struct_size = sizeof cancellation;
  cancellation.private_data = &cancelled;
  cancellation.set_canceller = [](wasinn_cancellation* self, void (*canceller)(void*), void* argument) {
    if (canceller != nullptr && *static_cast<const bool*>(self->private_data)) canceller(argument);
  };
  wasinn_load_request request{};
  request.struct_size = sizeof request;
  request.parts = &part;
  request.part_count = 1;
  request.cancellation = &cancellation;
  request.encoding = WASINN_ENCODING_GGML;
  request.target = WASINN_TARGET_CPU;
  request.options = options;
  Loaded loaded;
  request.progress = [](void* list, double share) { static_cast<std::vector<double>*>(list)->push_back(share); };
  request.progress_data = &loaded.progress;
  wasinn_graph* graph = nullptr;
  wasinn_error error{};
  loaded.status = table_.graph_load(backend_, &request, &graph, &error);
  if (loaded.status == WASINN_OK) {
    loaded.model = std::make_unique<OpenedModel>(table_, graph);
  } else {
    loaded.message = take_message(error);
  }
  return loaded;
}

std::unique_ptr<OpenedModel> LlamaPlugin::model(const std::string& name, const char* options) const {
  Loaded loaded = load(model_bytes(name), options);
  if (!loaded.model) ADD_FAILURE() << name << ": " << loaded.message;
  return std::move(loaded.model);
}

const std::vector<std::string>& twenty_prompts() {
  static const std::vector<std::string> prompts{"Once upon a time",
                                                "a",
                                                "The",
                                                "the answer is",
                                                "12345",
                                                "x = y + z;",
                                                "Hello, world!",
                                                "{\"a\": [1, 2]}",
                                                "Grüße aus Köln",
                                                "€€€",
                                                "日本語",
                                                "\n\n\n",
                                                " ",
                                                "an and an and an",
                                                "in the then her",
                                                "~!@#$%^&*()",
                                                std::string("with\0nul", 8),
                                                "\xff\xfe\xfd",
                                                "</s>",
                                                "A longer prompt that has a few more words than the others do."};
  return prompts;
}

}  // namespace wasinn
