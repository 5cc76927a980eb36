// SPDX-License-Identifier: Apache-2.0
// What the commands share: a host that tells its progress, models on disk, and the answer to a missing backend.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "backend/encoding.h"
#include "base/result.h"
#include "cli/console.h"
#include "config/config.h"
#include "host/host.h"
#include "registry/model_file.h"

namespace wasinn::cli {

/// A host as `config` says, with its log and its progress on `console`, which outlives it.
Result<std::unique_ptr<Host>> make_host(const Config& config, Console& console, GuestFailureSink guest_failure = {});

/// The files of one model, and what they are.
struct ModelOnDisk {
  std::vector<ModelFile> files;
  std::vector<ByteView> parts;  ///< into `files`
  Encoding encoding = Encoding::Onnx;
  std::uint64_t byte_size = 0;
};

/// Opens `PATH[,PATH...]`. Without `encoding` the bytes decide. Errors: NotFound (a file cannot be used),
/// InvalidEncoding (nothing known).
Result<ModelOnDisk> open_model(const std::string& text, std::optional<Encoding> encoding);

/// Tells on `console` that nothing can read the encoding, for the reason in `error`; returns the exit code.
int tell_missing_backend(Console& console, const Error& error, const Config& config);

}  // namespace wasinn::cli
