// SPDX-License-Identifier: Apache-2.0
// Cleaning and classing of messages.
#include "message.h"

#include "tf_api.h"

namespace tf {
namespace {

constexpr std::size_t kMostBytes = 600;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// The name in the first "{{node NAME}}", where the error arose; "" when there is none.
std::string_view node_of(std::string_view message) {
  constexpr std::string_view kMark = "{{node ";
  const std::size_t mark = message.find(kMark);
  if (mark == message.npos) return {};
  const std::size_t begin = mark + kMark.size();
  const std::size_t end = message.find("}}", begin);
  return end == message.npos ? std::string_view() : message.substr(begin, end - begin);
}

// What comes before the lines that list nodes and stacks.
std::string_view head_of(std::string_view message) {
  for (const std::string_view mark : {"\n", "[[{{", "Detected at node", "Stack trace for op definition"}) {
    message = message.substr(0, message.find(mark));
  }
  return message;
}

std::string without_braces(std::string text) {
  for (const std::string_view mark : {"{{", "}}"}) {
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) text.erase(at, mark.size());
  }
  return text;
}

}  // namespace

std::string clean_message(std::string_view message) {
  std::string text = without_braces(std::string(head_of(message)));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
  if (text.empty()) text = "TensorFlow failed without saying why";
  const std::string node(node_of(message));
  if (!node.empty() && !contains(text, node)) text += " (node " + node + ")";
  return text.size() <= kMostBytes ? text : text.substr(0, kMostBytes) + "...";
}

wasinn_status load_failure_status(int code, std::string_view message) {
  if (code == kUnimplemented || contains(message, "Op type not registered") ||
      contains(message, "No OpKernel was registered")) {
    return WASINN_UNSUPPORTED_OPERATION;
  }
  return code == kResourceExhausted ? WASINN_RUNTIME_ERROR : WASINN_INVALID_ENCODING;
}

wasinn_status compute_failure_status(int code) {
  switch (code) {
    case kInvalidArgument: return WASINN_INVALID_ARGUMENT;
    case kUnimplemented: return WASINN_UNSUPPORTED_OPERATION;
    default: return WASINN_RUNTIME_ERROR;
  }
}

}  // namespace tf
