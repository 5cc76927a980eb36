// SPDX-License-Identifier: Apache-2.0
// Guest programs as files: what kind a file is, by its content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn::engine {

/// What a file's first bytes say that it is.
enum class GuestKind : std::uint8_t {
  CoreModule,            ///< WebAssembly, binary, core module
  Component,             ///< WebAssembly, binary, component
  Text,                  ///< WebAssembly in its text form
  PrecompiledModule,     ///< machine code that was made from a core module
  PrecompiledComponent,  ///< machine code that was made from a component
  OtherVersion,          ///< WebAssembly, binary, of a version that is neither
  NotWebAssembly,
};

/// The kind of guest that begins with `bytes`. A comment alone does not make a text: a parenthesis must follow.
GuestKind guest_kind(ByteView bytes) noexcept;

/// What can be said of `bytes` that are not WebAssembly, for people: "looks like gzip", "is empty", "begins with 00 01".
std::string appearance(ByteView bytes);

/// The whole content of a guest's file. Errors: NotFound (no such file), InvalidArgument (a directory, unreadable).
Result<std::string> read_guest_file(const std::filesystem::path& path);

}  // namespace wasinn::engine
