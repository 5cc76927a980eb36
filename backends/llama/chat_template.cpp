// SPDX-License-Identifier: Apache-2.0
// Reading messages, and the template of the model.
#include "chat_template.h"

#include <vector>

#include <wasinn/plugin.hpp>

#include "json_text.h"
#include "log.h"

namespace llama {
namespace {

using nlohmann::ordered_json;
using wasinn::sdk::Failure;

constexpr std::size_t kMostMessages = 10'000;
constexpr std::size_t kMostMessageBytes = std::size_t{4} << 20;

[[noreturn]] void refuse(const std::string& found) {
  throw Failure(WASINN_INVALID_ARGUMENT,
                "with prompt-format messages a prompt is a JSON array of 1 to " + std::to_string(kMostMessages) +
                    R"( objects like {"role": "user", "content": "hello"}, got )" + found);
}

const std::string& text_in(const ordered_json& message, const char* key) {
  const auto found = message.is_object() ? message.find(key) : message.end();
  if (!message.is_object() || found == message.end() || !found->is_string()) refuse(short_text(message));
  const std::string& text = found->get_ref<const std::string&>();
  if (text.find('\0') != text.npos) refuse("a text with a NUL in it");
  return text;
}

std::vector<ChatMessage> read_messages(const ordered_json& list) {
  if (!list.is_array() || list.empty()) refuse(short_text(list));
  if (list.size() > kMostMessages) refuse(std::to_string(list.size()) + " of them");
  std::vector<ChatMessage> messages;
  for (const ordered_json& message : list) {
    messages.push_back({text_in(message, "role").c_str(), text_in(message, "content").c_str()});
  }
  return messages;
}

}  // namespace

std::string prompt_of_messages(const Functions& functions, const Model* model, std::string_view messages) {
  const ordered_json list = parse_json("the messages", messages, kMostMessageBytes);
  const std::vector<ChatMessage> read = read_messages(list);
  const char* chat_template = functions.model_chat_template(model, nullptr);
  if (chat_template == nullptr) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION, "the model has no chat template; leave prompt-format out and give a text");
  }
  const auto apply = [&](std::string& text) {
    const ErrorCollector errors;
    return functions.chat_apply_template(chat_template, read.data(), read.size(), true, text.data(),
                                         static_cast<std::int32_t>(text.size()));
  };
  std::string prompt(messages.size() + 256, '\0');
  std::int32_t size = apply(prompt);
  if (size > static_cast<std::int32_t>(prompt.size())) {
    prompt.resize(static_cast<std::size_t>(size));
    size = apply(prompt);
  }
  if (size < 0) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION,
                  "llama.cpp does not know the model's chat template; leave prompt-format out and give the text that "
                  "the template would make");
  }
  prompt.resize(static_cast<std::size_t>(size));
  return prompt;
}

}  // namespace llama
