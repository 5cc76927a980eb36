// SPDX-License-Identifier: Apache-2.0
// Takes the steps of the conformance suite with llama.cpp called directly, so that what guests print can be compared.
//
//   llama_native_steps STEPS NAME=FILE...
//
// Each answer is the greedy one; a prompt that begins like the last one evaluates only the rest. There is one context
// at a time: opening another ends the last. Of the options it knows n-predict, ctx-size, embedding and pooling-type.
// Output 1 has the tokens themselves too. Exit code 77: llama.cpp is not here.
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include <nlohmann/json.hpp>

#include "tests/conformance/guest/steps.h"
#include "tests/llama/language_models.h"
#include "tests/llama/native_llama.h"

namespace wasinn {
namespace {

using nlohmann::json;

constexpr int kNotInstalled = 77;

struct Place {
  std::string path;
  std::string inputs[2];   // prompt, options
  std::string outputs[2];  // text, metadata
};

using ModelKey = std::tuple<std::string, std::uint32_t, bool, int>;

struct Stage {
  std::map<std::string, std::string> files;                  // by name
  std::map<ModelKey, std::unique_ptr<NativeLlama>> models;  // they stay: reading one takes longer than an answer
  std::string graphs[kMostSlots];
  Place contexts[kMostSlots];
};

Stage& stage() {
  static Stage made;
  return made;
}

unsigned port_of(const char* text) {
  return std::strcmp(text, "1") == 0 ? 1 : 0;
}

int pooling_of(const std::string& word) {
  const std::map<std::string, int> numbers{
      {"none", llama::kPoolingNone}, {"mean", llama::kPoolingMean}, {"last", llama::kPoolingLast}};
  const auto found = numbers.find(word);
  return found == numbers.end() ? llama::kPoolingUnspecified : found->second;
}

NativeLlama& model_for(const std::string& path, const json& options) {
  const ModelKey key{path, options.value("ctx-size", 512u), options.value("embedding", false),
                pooling_of(options.value("pooling-type", ""))};
  auto& model = stage().models[key];
  if (!model) model = std::make_unique<NativeLlama>(path, std::get<1>(key), std::get<2>(key), std::get<3>(key));
  return *model;
}

void answer(Place& place) {
  const json options = json::parse(place.inputs[1].empty() ? "{}" : place.inputs[1]);
  NativeLlama& model = model_for(place.path, options);
  const auto prompt = model.tokenize(place.inputs[0]);
  std::vector<llama::Token> tokens;
  if (options.value("embedding", false)) {
    const std::vector<float> values = model.embed(place.inputs[0]);
    place.outputs[0] = json{{"n_embedding", values.size()}, {"embedding", values}}.dump();
  } else {
    tokens = model.greedy_on(place.inputs[0], options.at("n-predict"));
    place.outputs[0] = model.text_of(tokens);
  }
  place.outputs[1] = json{{"input_tokens", prompt.size()},
                          {"output_tokens", tokens.size()},
                          {"prompt", prompt},
                          {"answer", tokens}}
                         .dump();
}

}  // namespace
}  // namespace wasinn

using wasinn::stage;

const char* step_named(unsigned graph, const char* name) {
  stage().graphs[graph] = stage().files[name];
  return stage().graphs[graph].empty() ? "not_found" : "ok";
}

const char* step_load(unsigned, const char*, const step_bytes*, size_t) { return "unsupported_operation"; }

const char* step_open(unsigned context, unsigned graph) {
  stage().contexts[context] = {stage().graphs[graph], {}, {}};
  for (auto& [key, model] : stage().models) model->forget();
  return "ok";
}

const char* step_input(unsigned context, const char* port, const step_tensor* tensor) {
  stage().contexts[context].inputs[wasinn::port_of(port)].assign(reinterpret_cast<const char*>(tensor->data.bytes),
                                                                 tensor->data.byte_size);
  return "ok";
}

const char* step_compute(unsigned context) {
  wasinn::answer(stage().contexts[context]);
  return "ok";
}

const char* step_output_of(unsigned context, const char* port, size_t, step_output* output) {
  const std::string& text = stage().contexts[context].outputs[wasinn::port_of(port)];
  output->data = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  return "ok";
}

const char* step_drop(unsigned) { return "ok"; }

void step_end() {}

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: llama_native_steps STEPS NAME=FILE...\n");
    return 2;
  }
  if (!wasinn::has_llama()) return wasinn::kNotInstalled;
  const wasinn::LlamaPlugin plugin;  // llama.cpp finds its computations when the plug-in opens it
  for (int i = 2; i < argc; ++i) {
    const std::string word = argv[i];
    const auto end = word.find('=');
    if (end != std::string::npos) stage().files[word.substr(0, end)] = word.substr(end + 1);
  }
  const int code = play_steps(argv[1]);
  stage().models.clear();  // before the plug-in, which has llama.cpp's log
  return code;
}
