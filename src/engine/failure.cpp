// SPDX-License-Identifier: Apache-2.0
// Texts of Wasmtime's errors and traps.
#include "engine/failure.h"

#include <wasmtime.h>

#include <cctype>

namespace wasinn::engine {
namespace {

std::string take_text(wasm_byte_vec_t bytes) {
  std::string text(bytes.data, bytes.size);
  wasm_byte_vec_delete(&bytes);
  while (!text.empty() && text.back() == '\0') text.pop_back();
  return text;
}

std::string take_first_function(wasm_frame_vec_t frames) {
  std::string name;
  if (frames.size > 0) {
    if (const wasm_name_t* found = wasmtime_frame_func_name(frames.data[0])) name.assign(found->data, found->size);
  }
  wasm_frame_vec_delete(&frames);
  return name;
}

std::string_view trimmed(std::string_view line) {
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
  while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
  return line;
}

/// Causes are numbered when there are several: "0: first".
std::string_view without_number(std::string_view line) {
  std::size_t digits = 0;
  while (digits < line.size() && std::isdigit(static_cast<unsigned char>(line[digits])) != 0) ++digits;
  if (digits == 0 || !line.substr(digits).starts_with(": ")) return line;
  return line.substr(digits + 2);
}

std::string_view without_prefix(std::string_view line, std::string_view prefix) {
  return line.starts_with(prefix) ? line.substr(prefix.size()) : line;
}

}  // namespace

std::string summary_of(std::string_view details) {
  std::string summary;
  bool in_backtrace = false;
  while (!details.empty()) {
    const std::size_t end = details.find('\n');
    const std::string_view line = trimmed(details.substr(0, end));
    details.remove_prefix(end == std::string_view::npos ? details.size() : end + 1);
    if (line == "Caused by:") {
      in_backtrace = false;
    } else if (line.ends_with("wasm backtrace:")) {
      in_backtrace = true;
    } else if (!line.empty() && !in_backtrace && !line.starts_with("note: ")) {
      if (!summary.empty()) summary += ": ";
      summary += without_prefix(without_number(line), "wasm trap: ");
    }
  }
  return summary;
}

Failure failure_of(Owned<wasmtime_error> error) {
  int status = 0;
  const bool exited = wasmtime_error_exit_status(error.get(), &status);
  wasm_name_t text;
  wasmtime_error_message(error.get(), &text);
  wasm_frame_vec_t frames;
  wasmtime_error_wasm_trace(error.get(), &frames);
  Failure failure{.summary = {}, .function = take_first_function(frames), .details = take_text(text)};
  failure.summary = summary_of(failure.details);
  if (exited) failure.exit_code = static_cast<std::uint32_t>(status);
  return failure;
}

Failure failure_of(Owned<wasm_trap_t> trap) {
  wasm_name_t text;
  wasm_trap_message(trap.get(), &text);
  wasm_frame_vec_t frames;
  wasm_trap_trace(trap.get(), &frames);
  Failure failure{.summary = {}, .function = take_first_function(frames), .details = take_text(text)};
  failure.summary = summary_of(failure.details);
  return failure;
}

}  // namespace wasinn::engine
