// SPDX-License-Identifier: Apache-2.0
// Reading and writing of whole files.
#include "cli/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

namespace wasinn::cli {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot(std::string_view do_what, const fs::path& path, const std::string& why) {
  return fail(ErrorCode::RuntimeError, "cannot " + std::string(do_what) + " " + path.string() + ": " + why);
}

Result<void> write_directly(const fs::path& path, ByteView bytes) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return cannot("write", path, std::strerror(errno));
  return {};
}

}  // namespace

Result<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return fail(ErrorCode::NotFound, path.string() + " is a directory, not a file");
  // A pipe ends; a device such as /dev/zero need not.
  if (fs::is_character_file(path, error)) return fail(ErrorCode::NotFound, path.string() + " is a device, not a file");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::NotFound, "cannot read " + path.string() + ": " + std::strerror(errno));
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return cannot("read", path, std::strerror(errno));
  return content;
}

Result<void> write_file(const fs::path& path, ByteView bytes) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_directly(path, bytes);
  const fs::path unfinished = path.string() + ".part-" + std::to_string(getpid());
  auto written = write_directly(unfinished, bytes);
  if (written) {
    fs::rename(unfinished, path, error);
    if (error) written = cannot("write", path, error.message());
  }
  if (!written) fs::remove(unfinished, error);
  return written;
}

Result<void> write_output(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return {};
  return fail(ErrorCode::RuntimeError, std::string("cannot write to standard output: ") + std::strerror(errno));
}

}  // namespace wasinn::cli
