// SPDX-License-Identifier: Apache-2.0
// Manifest: the small JSON file beside a plug-in that says what it is without loading it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "backend/encoding.h"
#include "base/result.h"

namespace wasinn {

/// What a manifest says. Keys that are not listed here are ignored. A plain value.
struct Manifest {
  std::string name;                 ///< "name": [a-z0-9_-]{1,64}
  std::filesystem::path path;       ///< of the manifest itself; empty when it was read from a text
  std::filesystem::path library;    ///< "library": a file of the manifest's folder; here with that folder
  std::vector<Encoding> encodings;  ///< "encodings": names of the standard's encodings, at least one
  std::string how_to_get;           ///< "how_to_get": the command that installs the framework; may be left out
  std::uint64_t download_megabytes = 0;  ///< "package": {"files": [{"megabytes"}]}, all but those "for": "building"
  bool on_request = false;          ///< "on_request": used only where the operator names the backend
};

/// Reads the manifest file at `path`. Errors: NotFound (cannot be read), InvalidArgument (what is wrong in it; it is no
/// regular file, or larger than 1 MiB).
Result<Manifest> read_manifest(const std::filesystem::path& path);

/// Reads a manifest's text; `folder` is the one it lies in. Errors: InvalidArgument.
Result<Manifest> parse_manifest(std::string_view text, const std::filesystem::path& folder);

}  // namespace wasinn
