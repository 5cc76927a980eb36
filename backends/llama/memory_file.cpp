// SPDX-License-Identifier: Apache-2.0
// memfd and seals.
#include "memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <wasinn/plugin.hpp>

namespace llama {
namespace {

using wasinn::sdk::Failure;

constexpr std::size_t kComparedBytes = std::size_t{32} << 20;

[[noreturn]] void fail(const std::string& what) {
  throw Failure(WASINN_RUNTIME_ERROR, what + ": " + std::strerror(errno));
}

void write_all(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("no memory for the model");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

OpenFile memory_file(std::span<const std::uint8_t> bytes) {
  OpenFile file(memfd_create("wasinn-model", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file.descriptor() < 0) fail("no file in memory for the model");
  write_all(file.descriptor(), bytes);
  constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  if (fcntl(file.descriptor(), F_ADD_SEALS, kSeals) != 0) fail("the model in memory cannot be sealed");
  return file;
}

OpenFile same_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor() < 0) fail("'" + path + "' cannot be opened");
  struct stat status{};
  if (fstat(file.descriptor(), &status) != 0) fail("'" + path + "' cannot be looked at");
  std::vector<std::uint8_t> head(std::min(kComparedBytes, bytes.size()));
  const ssize_t got = pread(file.descriptor(), head.data(), head.size(), 0);
  const bool same = static_cast<std::uint64_t>(status.st_size) == bytes.size() &&
                    got == static_cast<ssize_t>(head.size()) && std::equal(head.begin(), head.end(), bytes.begin());
  if (!same) throw Failure(WASINN_RUNTIME_ERROR, "'" + path + "' was replaced while it was loaded");
  return file;
}

}  // namespace llama
