// SPDX-License-Identifier: Apache-2.0
// Unpacking with libzip, and writing that never follows a link.
#include "archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include <wasinn/plugin.hpp>

namespace tf {
namespace {

using wasinn::sdk::Failure;

constexpr std::string_view kModelFile = "saved_model.pb";
constexpr std::uint64_t kMostEntries = 4096;
constexpr std::uint64_t kAlwaysAllowedBytes = std::uint64_t{16} << 20;
constexpr std::uint64_t kMostGrowth = 4;

struct CloseArchive {
  void operator()(zip_t* archive) const noexcept { zip_discard(archive); }
};
struct CloseFile {
  void operator()(zip_file_t* file) const noexcept { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

[[noreturn]] void refuse(const std::string& why) {
  throw Failure(WASINN_INVALID_ENCODING, "the zip archive cannot be read: " + why);
}

struct Entry {
  zip_uint64_t index = 0;
  zip_uint64_t size = 0;
  std::string name;
};

Archive open_archive(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr) zip_source_free(source);
  const std::string why = archive == nullptr ? zip_error_strerror(&error) : "";
  zip_error_fini(&error);
  if (archive == nullptr) refuse(why);
  return Archive(archive);
}

Entry read_entry(zip_t* archive, zip_uint64_t index) {
  zip_stat_t status;
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &status) != 0 || (status.valid & kNeeded) != kNeeded) {
    refuse("entry " + std::to_string(index) + " is broken");
  }
  if (status.encryption_method != ZIP_EM_NONE) refuse("it is encrypted");
  if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE) {
    refuse("it is packed with method " + std::to_string(status.comp_method) +
           "; 0 (stored) and 8 (deflate) are served");
  }
  return {index, status.size, status.name};
}

std::vector<Entry> read_entries(zip_t* archive) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  if (count < 0 || static_cast<std::uint64_t>(count) > kMostEntries) {
    throw Failure(WASINN_TOO_LARGE, "the zip archive has " + std::to_string(count) + " entries; at most " +
                                        std::to_string(kMostEntries) + " are unpacked");
  }
  std::vector<Entry> entries;
  for (zip_int64_t i = 0; i < count; ++i) entries.push_back(read_entry(archive, static_cast<zip_uint64_t>(i)));
  return entries;
}

// What comes before "saved_model.pb" in the name of the one entry that is called so: "" or "folder/".
std::string model_prefix(const std::vector<Entry>& entries) {
  std::vector<std::string> prefixes;
  for (const Entry& entry : entries) {
    const std::size_t slash = entry.name.rfind('/');
    const std::size_t begin = slash == entry.name.npos ? 0 : slash + 1;
    if (std::string_view(entry.name).substr(begin) == kModelFile) prefixes.push_back(entry.name.substr(0, begin));
  }
  if (prefixes.size() == 1) return prefixes.front();
  throw Failure(WASINN_INVALID_ENCODING, "the zip archive holds " + std::to_string(prefixes.size()) +
                                             " files named saved_model.pb; one is needed");
}

std::string read_content(zip_t* archive, const Entry& entry) {
  const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen_index(archive, entry.index, 0));
  if (!file) refuse(zip_strerror(archive));
  std::string content(static_cast<std::size_t>(entry.size), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const zip_int64_t got = zip_fread(file.get(), content.data() + done, content.size() - done);
    if (got <= 0) refuse("'" + entry.name.substr(0, 64) + "' is broken");
    done += static_cast<std::size_t>(got);
  }
  char more = 0;
  if (zip_fread(file.get(), &more, 1) != 0) {
    refuse("'" + entry.name.substr(0, 64) + "' is longer than it says or broken");
  }
  return content;
}

bool is_safe(std::string_view component) {
  return !component.empty() && component != "." && component != ".." &&
         std::all_of(component.begin(), component.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '\\' && c != 0x7F; });
}

// Whether a name is a relative path of ordinary components; a folder's ends with '/'.
bool is_safe_name(std::string_view name) {
  if (name.ends_with('/')) name.remove_suffix(1);
  while (true) {
    const std::size_t slash = name.find('/');
    if (!is_safe(name.substr(0, slash))) return false;
    if (slash == name.npos) return true;
    name.remove_prefix(slash + 1);
  }
}

void check_names(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    if (is_safe_name(entry.name)) continue;
    throw Failure(WASINN_SECURITY, "the zip archive has a name that leaves the folder where it is unpacked");
  }
}

void check_size(const std::vector<Entry>& entries, std::size_t archive_bytes) {
  const std::uint64_t most = std::max(kAlwaysAllowedBytes, kMostGrowth * archive_bytes);
  std::uint64_t left = most;
  for (const Entry& entry : entries) {
    if (entry.size > left) {
      throw Failure(WASINN_TOO_LARGE, "the zip archive unpacks to more than " + std::to_string(most) +
                                          " bytes, the most that an archive of its size may");
    }
    left -= entry.size;
  }
}

void make_folders(const std::string& root, const std::string& name) {
  for (std::size_t slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
    const std::string folder = root + "/" + name.substr(0, slash);
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
      throw Failure(WASINN_RUNTIME_ERROR, std::string("a temporary folder cannot be made: ") + std::strerror(errno));
    }
  }
}

void write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      throw Failure(WASINN_RUNTIME_ERROR, std::string("a temporary file cannot be written: ") + std::strerror(errno));
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  path_ = (error ? std::filesystem::path("/tmp") : parent) / "wasinn-model-XXXXXX";
  if (mkdtemp(path_.data()) != nullptr) return;
  const std::string why = std::strerror(errno);
  path_.clear();
  throw Failure(WASINN_RUNTIME_ERROR, "a temporary folder cannot be made: " + why);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::string& name, std::string_view content) const {
  if (!is_safe_name(name) || name.ends_with('/')) throw Failure(WASINN_SECURITY, "'" + name + "' is no name of a file");
  make_folders(path_, name);
  const std::string path = path_ + "/" + name;
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST) throw Failure(WASINN_SECURITY, "the zip archive has one name twice");
  if (descriptor < 0) {
    throw Failure(WASINN_RUNTIME_ERROR, std::string("a temporary file cannot be made: ") + std::strerror(errno));
  }
  const std::unique_ptr<const int, void (*)(const int*)> closer(&descriptor, [](const int* open) { close(*open); });
  write_all(descriptor, content);
}

bool is_archive(std::string_view bytes) noexcept { return bytes.starts_with("PK\x03\x04"); }

UnpackedModel unpack(std::string_view bytes) {
  const Archive archive = open_archive(bytes);
  const std::vector<Entry> entries = read_entries(archive.get());
  check_names(entries);
  check_size(entries, bytes.size());
  const std::string prefix = model_prefix(entries);
  UnpackedModel model;
  for (const Entry& entry : entries) {
    if (!entry.name.starts_with(prefix) || entry.name.ends_with('/')) continue;
    std::string content = read_content(archive.get(), entry);
    const std::string name = entry.name.substr(prefix.size());
    model.folder.write(name, content);
    if (name == kModelFile) model.message = std::move(content);
  }
  return model;
}

}  // namespace tf
