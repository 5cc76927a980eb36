// SPDX-License-Identifier: Apache-2.0
// Wasmtime through its C API: a program's own copy, or what the library shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// Compiles a core module in text form and calls its function `answer`, which returns an i32; nothing when it trapped.
std::optional<std::int32_t> answer_of_own_engine(const std::string& text);
