// SPDX-License-Identifier: Apache-2.0
// The ports that all language models have, and the keys that people ask for.
#include "model_text.h"

#include <cstdlib>
#include <utility>
#include <vector>

namespace llama {
namespace {

using wasinn::sdk::GraphDescription;
using wasinn::sdk::Port;

constexpr std::size_t kMostTemplateBytes = std::size_t{64} << 10;

Port text_port(const char* name, std::uint32_t flags) {
  Port port;
  port.name = name;
  port.type = WASINN_TYPE_U8;
  port.dimensions.push_back({-1, "bytes"});
  port.flags = flags;
  return port;
}

std::string description_of(const Functions& functions, const Model* model) {
  char text[256] = "";
  functions.model_desc(model, text, sizeof text);
  return text;
}

}  // namespace

std::string model_value(const Functions& functions, const Model* model, const std::string& key) {
  char text[256] = "";
  return functions.model_meta_val_str(model, key.c_str(), text, sizeof text) < 0 ? std::string() : std::string(text);
}

double architecture_number(const Functions& functions, const Model* model, const std::string& key) {
  const std::string name = model_value(functions, model, "general.architecture") + "." + key;
  return std::strtod(model_value(functions, model, name).c_str(), nullptr);
}

GraphDescription describe_model(const Functions& functions, const Model* model) {
  GraphDescription::Properties properties{
      {"architecture", model_value(functions, model, "general.architecture")},
      {"name", model_value(functions, model, "general.name")},
      {"kind", description_of(functions, model)},
      {"layers", std::to_string(functions.model_n_layer(model))},
      {"parameters", std::to_string(functions.model_n_params(model))},
      {"weights_bytes", std::to_string(functions.model_size(model))},
      {"context_length", std::to_string(functions.model_n_ctx_train(model))},
      {"embedding_length", std::to_string(functions.model_n_embd(model))},
      {"licence", model_value(functions, model, "general.license")},
  };
  const char* chat = functions.model_chat_template(model, nullptr);
  if (chat != nullptr) properties.emplace_back("chat_template", std::string(chat).substr(0, kMostTemplateBytes));
  std::erase_if(properties, [](const auto& property) { return property.second.empty(); });
  constexpr std::uint32_t kBytes = WASINN_PORT_BYTES;
  return GraphDescription({text_port("prompt", kBytes), text_port("options", kBytes | WASINN_PORT_OPTIONAL)},
                          {text_port("output", 0), text_port("metadata", 0)}, std::move(properties), "cpu",
                          WASINN_TARGET_CPU, WASINN_GRAPH_STREAMS);
}

}  // namespace llama
