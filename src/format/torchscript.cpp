// SPDX-License-Identifier: Apache-2.0
// What a TorchScript archive must hold. Source: the comments of PyTorch's inline_container.h.
#include "format/torchscript.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/text.h"
#include "format/zip.h"
#include "format/zip_content.h"

namespace wasinn::torchscript {
namespace {

constexpr std::size_t kMostVersionDigits = 20;
constexpr std::uint64_t kMostInflatedInAll = zip::kMostInflated;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// An archive whose files lie in one folder, which names the model.
struct Archive {
  std::string_view folder;  ///< with its '/'
  std::vector<zip::Entry> entries;

  const zip::Entry* find(std::string_view name) const {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const zip::Entry& entry) {
      return entry.name.substr(folder.size()) == name;
    });
    return found == entries.end() ? nullptr : &*found;
  }

  bool has_code() const {
    return std::any_of(entries.begin(), entries.end(), [this](const zip::Entry& entry) {
      const std::string_view name = entry.name.substr(folder.size());
      return name.starts_with("code/") && name.ends_with(".py");
    });
  }
};

/// Whether the first file is one that PyTorch writes first, so that archives which were cut off are recognised too.
bool begins_as_written_by_torch(ByteView model) {
  constexpr std::size_t kHeaderSize = 30;
  const std::string_view name = text_of(model.subspan(std::min(kHeaderSize, model.size()))).substr(0, 256);
  const std::string_view inside = name.substr(std::min(name.find('/'), name.size()));
  constexpr std::string_view kFirst[] = {"/data/0", "/data.pkl", "/extra/", "/byteorder", "/.format_version"};
  return std::any_of(std::begin(kFirst), std::end(kFirst), [&](auto first) { return inside.starts_with(first); });
}

tl::unexpected<Error> wrong(const std::string& what) { return fail(ErrorCode::InvalidEncoding, what); }

Result<Archive> read(ByteView model) {
  WASINN_ASSIGN(std::vector<zip::Entry> entries, zip::read_directory(model));
  if (entries.empty()) return wrong("the archive is empty");
  const std::size_t slash = entries.front().name.find('/');
  const std::string_view folder = entries.front().name.substr(0, slash == std::string_view::npos ? 0 : slash + 1);
  for (const zip::Entry& entry : entries) {
    const bool inside = !folder.empty() && entry.name.starts_with(folder);
    if (!inside) return wrong("not all files of the archive lie in one folder ('" + printable(entry.name) + "')");
  }
  return Archive{folder, std::move(entries)};
}

Result<void> check_files(const Archive& archive) {
  for (const std::string_view name : {"version", "data.pkl"}) {
    if (archive.find(name) == nullptr) return wrong("the archive has no file '" + std::string(name) + "'");
  }
  if (archive.has_code() && archive.find("constants.pkl") != nullptr) return {};
  return wrong("the archive holds weights only, without the model's code; save the model with torch.jit.save");
}

Result<void> check_contents(ByteView model, std::span<const zip::Entry> entries) {
  std::uint64_t inflated = 0;
  for (const zip::Entry& entry : entries) {
    if (entry.method != zip::kStored) inflated += std::min(entry.size, kMostInflatedInAll + 1);
    if (inflated > kMostInflatedInAll) {
      return fail(ErrorCode::TooLarge, "the compressed files of the archive have more than " +
                                           std::to_string(kMostInflatedInAll) + " bytes");
    }
    WASINN_TRY(zip::check_content(model, entry));
  }
  return {};
}

}  // namespace

bool recognise(ByteView model) {
  if (!zip::recognise(model)) return false;
  if (begins_as_written_by_torch(model)) return true;
  const std::string_view text = text_of(model);
  return contains(text, "/data.pkl") || (contains(text, "/constants.pkl") && contains(text, "/code/"));
}

Result<void> check(ByteView model) {
  WASINN_ASSIGN(const Archive archive, read(model));
  WASINN_TRY(check_files(archive));
  return check_contents(model, archive.entries);
}

std::vector<std::pair<std::string, std::string>> describe(ByteView model) {
  const auto archive = read(model);
  const zip::Entry* version = archive ? archive->find("version") : nullptr;
  if (version == nullptr || version->method != zip::kStored) return {};
  std::string_view text = text_of(zip::packed_data(model, *version));
  text = text.substr(0, text.find_first_not_of("0123456789"));
  if (text.empty() || text.size() > kMostVersionDigits) return {};
  return {{"archive version", std::string(text)}};
}

}  // namespace wasinn::torchscript
