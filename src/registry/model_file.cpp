// SPDX-License-Identifier: Apache-2.0
// Opening, identifying and mapping model files.
#include "registry/model_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace wasinn {
namespace {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

tl::unexpected<Error> cannot(const std::filesystem::path& path, const std::string& why) {
  return fail(ErrorCode::RuntimeError, "the model file '" + path.string() + "' cannot be used: " + why);
}

Result<FileIdentity> identity_of(const std::filesystem::path& path, int outcome, const struct stat& status) {
  if (outcome != 0) return cannot(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return cannot(path, "it is not a regular file");
  return FileIdentity{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
                      status.st_mtim.tv_nsec};
}

}  // namespace

std::filesystem::path model_file_at(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::path inside = path / "saved_model.pb";
  return std::filesystem::exists(inside, ignored) ? inside : path;
}

Result<FileIdentity> identify_file(const std::filesystem::path& given) {
  const std::filesystem::path path = model_file_at(given);
  struct stat status {};
  return identity_of(path, ::stat(path.c_str(), &status), status);
}

Result<ModelFile> ModelFile::open(const std::filesystem::path& given, const std::optional<FileIdentity>& expected) {
  const std::filesystem::path path = model_file_at(given);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // O_NONBLOCK: never hang on a pipe
  struct stat status {};
  const int outcome = file.number() < 0 ? -1 : ::fstat(file.number(), &status);
  WASINN_ASSIGN(const FileIdentity identity, identity_of(path, outcome, status));
  if (expected && *expected != identity) return cannot(path, "it was changed or replaced since the host was told of it");
  ModelFile mapped;
  mapped.path_ = path;
  mapped.identity_ = identity;
  if (identity.byte_size > 0) {
    void* address = ::mmap(nullptr, identity.byte_size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (address == MAP_FAILED) return cannot(path, std::strerror(errno));
    mapped.bytes_ = {static_cast<const std::byte*>(address), identity.byte_size};
  }
  return mapped;
}

ModelFile::ModelFile(ModelFile&& other) noexcept
    : path_(std::move(other.path_)), identity_(other.identity_), bytes_(std::exchange(other.bytes_, {})) {}

ModelFile& ModelFile::operator=(ModelFile&& other) noexcept {
  ModelFile taken(std::move(other));
  std::swap(path_, taken.path_);
  std::swap(identity_, taken.identity_);
  std::swap(bytes_, taken.bytes_);
  return *this;
}

ModelFile::~ModelFile() {
  if (bytes_.empty()) return;
  ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace wasinn
