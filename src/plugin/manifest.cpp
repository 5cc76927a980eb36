// SPDX-License-Identifier: Apache-2.0
// Reading of manifests.
#include "plugin/manifest.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace wasinn {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t kMostManifestBytes = 1024 * 1024;

tl::unexpected<Error> wrong(const std::string& what) { return fail(ErrorCode::InvalidArgument, what); }

// The text at `key`, or nothing said when the key is absent and `needed` is false.
Result<std::string> text_at(const Json& object, const char* key, bool needed) {
  const auto found = object.find(key);
  if (found == object.end() && !needed) return std::string();
  if (found == object.end() || !found->is_string()) return wrong(std::string("\"") + key + "\" must be a text");
  return found->get<std::string>();
}

Result<bool> flag_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return false;
  if (!found->is_boolean()) return wrong(std::string("\"") + key + "\" must be true or false");
  return found->get<bool>();
}

Result<std::vector<Encoding>> encodings_in(const Json& object) {
  const auto found = object.find("encodings");
  if (found == object.end() || !found->is_array() || found->empty()) {
    return wrong("\"encodings\" must be a list of at least one encoding");
  }
  std::vector<Encoding> encodings;
  for (const Json& item : *found) {
    const auto encoding = item.is_string() ? encoding_named(item.get_ref<const std::string&>()) : std::nullopt;
    if (!encoding) return wrong("\"encodings\" holds " + item.dump(-1, ' ', true) + ", which is no encoding");
    encodings.push_back(*encoding);
  }
  return encodings;
}

// How much fetching the framework takes. The rest of "package" is for the program that fetches it.
std::uint64_t download_megabytes(const Json& object) {
  std::uint64_t sum = 0;
  const Json package = object.value("package", Json::object());
  const Json files = package.is_object() ? package.value("files", Json::array()) : Json::array();
  for (const Json& file : files) {
    const bool for_users = file.is_object() && file.value("for", Json()) != "building";
    if (for_users && file.value("megabytes", Json()).is_number_unsigned()) sum += file["megabytes"].get<std::uint64_t>();
  }
  return sum;
}

bool is_name(const std::string& name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), allowed);
}

// Whoever may write a manifest into a folder decides about the libraries of that folder and no others.
bool is_file_name(const std::string& library) {
  return !library.empty() && library != "." && library != ".." && library.find('/') == library.npos;
}

Result<Manifest> manifest_in(const Json& object, const std::filesystem::path& folder) {
  Manifest manifest;
  WASINN_ASSIGN(manifest.name, text_at(object, "name", true));
  if (!is_name(manifest.name)) return wrong("\"name\" must be 1 to 64 of a-z, 0-9, _ and -");
  WASINN_ASSIGN(const std::string library, text_at(object, "library", true));
  if (!is_file_name(library)) return wrong("\"library\" must name a file beside the manifest, without a folder");
  manifest.library = folder / library;
  WASINN_ASSIGN(manifest.encodings, encodings_in(object));
  WASINN_ASSIGN(manifest.how_to_get, text_at(object, "how_to_get", false));
  WASINN_ASSIGN(manifest.on_request, flag_at(object, "on_request"));
  manifest.download_megabytes = download_megabytes(object);
  return manifest;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text, const std::filesystem::path& folder) {
  const Json object = Json::parse(text, nullptr, false);
  if (!object.is_object()) return wrong("a manifest must be one JSON object");
  return manifest_in(object, folder);
}

Result<Manifest> read_manifest(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) {
    return fail(ErrorCode::InvalidArgument, path.string() + ": a manifest must be a regular file");
  }
  const std::uintmax_t size = std::filesystem::file_size(path, ignored);
  if (!ignored && size > kMostManifestBytes) {
    return fail(ErrorCode::InvalidArgument, path.string() + ": a manifest has at most 1 MiB, this one has " +
                                                std::to_string(size) + " bytes");
  }
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return fail(ErrorCode::NotFound, path.string() + ": cannot be read");
  auto manifest = parse_manifest(text, path.parent_path());
  if (!manifest) return fail(std::move(manifest).error().within(path.string()));
  manifest->path = path;
  return manifest;
}

}  // namespace wasinn
