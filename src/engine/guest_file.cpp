// SPDX-License-Identifier: Apache-2.0
// Reads guest files and tells their kinds apart.
#include "engine/guest_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

namespace wasinn::engine {
namespace {

namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;

// Wasmtime marks its own ELF files with these: wasmtime-environ, src/obj.rs.
constexpr std::size_t kElfOsAbiOffset = 7;
constexpr char kElfOsAbiWasmtime = static_cast<char>(200);
constexpr std::size_t kElf64FlagsOffset = 48;
constexpr unsigned kElfFlagComponent = 2;

GuestKind binary_kind(std::string_view text) {
  const std::string_view version = text.substr(4, 4);
  if (version == "\x01\0\0\0"sv) return GuestKind::CoreModule;
  if (version == "\x0d\0\x01\0"sv) return GuestKind::Component;
  return GuestKind::OtherVersion;
}

GuestKind elf_kind(std::string_view text) {
  if (text.size() <= kElf64FlagsOffset || text[kElfOsAbiOffset] != kElfOsAbiWasmtime) return GuestKind::NotWebAssembly;
  const auto flags = static_cast<unsigned char>(text[kElf64FlagsOffset]);
  return (flags & kElfFlagComponent) != 0 ? GuestKind::PrecompiledComponent : GuestKind::PrecompiledModule;
}

/// Where the block comment at `at` ends; they nest.
std::size_t after_block_comment(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at + 1 < text.size()) {
    const std::string_view two = text.substr(at, 2);
    if (two == "(;") {
      ++depth;
      at += 2;
    } else if (two == ";)") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return text.size();
}

bool is_wat(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(";;")) {
      at = std::min(text.find('\n', at), text.size());
    } else if (rest.starts_with("(;")) {
      at = after_block_comment(text, at);
    } else if (" \t\r\n"sv.find(text[at]) != std::string_view::npos) {
      ++at;
    } else {
      return text[at] == '(';
    }
  }
  return false;
}

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view name;
};

constexpr std::array kMagics = {
    Magic{0, "\x7F"
             "ELF"sv,
          "a native program or library (ELF)"},
    Magic{0, "\x1F\x8B"sv, "gzip"},
    Magic{0, "\x28\xB5\x2F\xFD"sv, "zstd"},
    Magic{0, "PK\x03\x04"sv, "a zip archive (TorchScript models are such)"},
    Magic{0, "GGUF"sv, "a GGUF model"},
    Magic{4, "TFL3"sv, "a TFLite model"},
    Magic{0, "<"sv, "XML or HTML"},
    Magic{0, "#!"sv, "a script"},
    Magic{0, "{"sv, "JSON"},
    Magic{0, "version https://git-lfs"sv, "a pointer of Git LFS: the file itself was not fetched"},
    Magic{0, "\0\0\0\0"sv, "zeros"},
};

std::string first_bytes(std::string_view text) {
  std::string out = "begins with";
  for (const char c : text.substr(0, 8)) {
    std::array<char, 4> hex{};
    std::snprintf(hex.data(), hex.size(), " %02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += hex.data();
  }
  return out;
}

/// Whether the first two fields are those of an ONNX ModelProto: ir_version below 128, then producer_name.
bool maybe_onnx(std::string_view text) {
  return text.size() > 2 && text[0] == '\x08' && static_cast<unsigned char>(text[1]) < 0x80 && text[2] == '\x12';
}

Error unreadable(const fs::path& path, const std::error_code& error) {
  const bool missing = error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  return {missing ? ErrorCode::NotFound : ErrorCode::InvalidArgument,
          "cannot read the guest " + path.string() + ": " + error.message()};
}

}  // namespace

GuestKind guest_kind(ByteView bytes) noexcept {
  const std::string_view text = text_of(bytes);
  if (text.starts_with("\0asm"sv)) return text.size() < 8 ? GuestKind::OtherVersion : binary_kind(text);
  if (text.starts_with("\x7F"
                       "ELF"sv)) {
    return elf_kind(text);
  }
  return is_wat(text) ? GuestKind::Text : GuestKind::NotWebAssembly;
}

std::string appearance(ByteView bytes) {
  const std::string_view text = text_of(bytes);
  if (text.empty()) return "is empty";
  for (const Magic& magic : kMagics) {
    if (text.size() >= magic.offset && text.substr(magic.offset).starts_with(magic.bytes)) {
      return "looks like " + std::string(magic.name);
    }
  }
  return maybe_onnx(text) ? "looks like an ONNX model" : first_bytes(text);
}

Result<std::string> read_guest_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error) return fail(unreadable(path, error));
  if (fs::is_directory(status)) return fail(unreadable(path, std::make_error_code(std::errc::is_a_directory)));
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  if (in && in.peek() != std::ifstream::traits_type::eof()) content << in.rdbuf();
  if (!in.is_open() || in.bad()) return fail(unreadable(path, std::error_code(errno, std::generic_category())));
  return std::move(content).str();
}

}  // namespace wasinn::engine
