// SPDX-License-Identifier: Apache-2.0
// ModelReport: all that can be told of a model without running it.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/backend.h"
#include "base/result.h"
#include "cli/model_host.h"
#include "host/host.h"

namespace wasinn::cli {

/// What one backend makes of a model.
struct BackendVerdict {
  std::string backend;
  std::string device;  ///< where it would run; empty when it does not
  std::string reason;  ///< why it does not run there, and how to change that; empty when it does
  bool missing = false;  ///< the backend's framework is not there, whatever the model is
};

/// A plain value.
struct ModelReport {
  std::string file;  ///< as it was given
  Encoding encoding = Encoding::Onnx;
  std::uint64_t byte_size = 0;  ///< of all parts
  std::size_t parts = 1;
  std::string sha256;  ///< of the first file
  std::vector<std::pair<std::string, std::string>> format;    ///< of the format itself: {"opset", "17"}
  std::vector<std::pair<std::string, std::string>> metadata;  ///< that a backend found; empty when none runs it
  std::vector<Port> inputs;   ///< empty when no backend runs it
  std::vector<Port> outputs;  ///< the same
  std::vector<BackendVerdict> backends;

  bool runs_anywhere() const;

};

/// Loads the model with each backend that reads its encoding, and lets go of it again.
/// Errors: NotFound, InvalidArgument, InvalidEncoding (the file is no model).
Result<ModelReport> report_on(const std::string& model, std::optional<Encoding> encoding, const Host& host);

/// The report for people.
std::string report_text(const ModelReport& report);

/// The report as an object with the keys file, encoding, bytes, parts, sha256, format, metadata, inputs, outputs, backends.
nlohmann::ordered_json report_json(const ModelReport& report);

}  // namespace wasinn::cli
