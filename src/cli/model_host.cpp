// SPDX-License-Identifier: Apache-2.0
// Hosts and models for the commands.
#include "cli/model_host.h"

#include <cstdlib>
#include <utility>

#include "cli/advice.h"
#include "cli/exit_code.h"
#include "cli/observed_backend.h"
#include "config/assemble.h"
#include "config/graph_text.h"
#include "format/format.h"

namespace wasinn::cli {

Result<std::unique_ptr<Host>> make_host(const Config& config, Console& console, GuestFailureSink guest_failure) {
  AssembleOptions options;
  options.log = [&console](LogLevel level, std::string_view text) { console.log(level, text); };
  options.guest_failure = std::move(guest_failure);
  options.environment = [](const char* name) { return std::getenv(name); };
  if (console.is_terminal()) {
    options.wrap = [&console](BackendSource source) { return observed(std::move(source), console); };
  }
  return assemble(config, options);
}

Result<ModelOnDisk> open_model(const std::string& text, std::optional<Encoding> encoding) {
  ModelOnDisk model;
  for (const auto& path : parse_files(text)) {
    auto file = ModelFile::open(path, std::nullopt);
    if (!file) return fail(ErrorCode::NotFound, std::move(file).error().message);
    model.byte_size += file->bytes().size();
    model.parts.push_back(file->bytes());
    model.files.push_back(std::move(*file));
  }
  const auto found = encoding ? encoding : sniff_encoding(model.parts);
  if (!found) {
    return fail(ErrorCode::InvalidEncoding, text + ": the encoding cannot be told from the bytes (they look like " +
                                                looks_like(model.parts) + "); name it: --encoding NAME");
  }
  model.encoding = *found;
  return model;
}

int tell_missing_backend(Console& console, const Error& error, const Config& config) {
  const Complaint complaint = complaint_of(error, config, "");
  console.error(complaint.what, complaint.hints);
  return kBackendMissing;
}

}  // namespace wasinn::cli
