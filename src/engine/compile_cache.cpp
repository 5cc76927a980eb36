// SPDX-License-Identifier: Apache-2.0
// Makes and checks the compile cache's folder and writes its configuration file.
#include "engine/compile_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace wasinn::engine {
namespace {

namespace fs = std::filesystem;

std::string reason_of(const std::error_code& error) { return error.message(); }

std::string last_reason() { return std::error_code(errno, std::generic_category()).message(); }

Result<void> make_private(const fs::path& directory) {
  std::error_code error;
  if (!fs::create_directories(directory, error)) {
    if (error) return fail(ErrorCode::RuntimeError, "cannot make " + directory.string() + ": " + reason_of(error));
    return {};
  }
  fs::permissions(directory, fs::perms::owner_all, error);
  return {};
}

Result<void> check_owner(const fs::path& directory) {
  struct stat status {};
  if (stat(directory.c_str(), &status) != 0) {
    return fail(ErrorCode::RuntimeError, "cannot read " + directory.string() + ": " + last_reason());
  }
  if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return fail(ErrorCode::Security, "other users could change the code in " + directory.string() +
                                         "; chmod go-w it, or name a folder of your own");
  }
  return {};
}

/// `text` as a basic string of TOML.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04X", byte);
      out += escape.data();
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

bool holds(const fs::path& file, const std::string& text) {
  std::ifstream in(file, std::ios::binary);
  return in && std::string(std::istreambuf_iterator<char>(in), {}) == text;
}

Result<void> write_whole(const fs::path& file, const std::string& text) {
  const fs::path unfinished = file.string() + "." + std::to_string(getpid());
  std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code error;
  if (!out) {
    const std::string reason = last_reason();
    fs::remove(unfinished, error);
    return fail(ErrorCode::RuntimeError, "cannot write " + unfinished.string() + ": " + reason);
  }
  fs::rename(unfinished, file, error);
  if (error) return fail(ErrorCode::RuntimeError, "cannot write " + file.string() + ": " + reason_of(error));
  return {};
}

}  // namespace

Result<fs::path> prepare_compile_cache(const fs::path& directory) {
  std::error_code error;
  const fs::path absolute = fs::absolute(directory, error);
  if (error) return fail(ErrorCode::RuntimeError, "cannot find " + directory.string() + ": " + reason_of(error));
  WASINN_TRY(make_private(absolute));
  WASINN_TRY(check_owner(absolute));
  const fs::path file = absolute / "cache.toml";
  const std::string text = "[cache]\ndirectory = " + quoted(absolute.string()) + "\n";
  if (!holds(file, text)) WASINN_TRY(write_whole(file, text));
  return file;
}

}  // namespace wasinn::engine
