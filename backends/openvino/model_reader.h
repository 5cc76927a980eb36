// SPDX-License-Identifier: Apache-2.0
// ModelReader: from the parts of a model to the framework's model, by the ways that each format allows.
#pragma once

#include <string>

#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "calls.h"
#include "ov_api.h"

namespace openvino {

using wasinn::sdk::Owned;

/// Reads one model. IR and ONNX are read from bytes; the framework reads other formats, and ONNX with weights in other
/// files, from files only, so those must be the operator's.
class ModelReader {
 public:
  /// All arguments live longer.
  ModelReader(const Functions& functions, const Core* core, Call& call, const wasinn::sdk::LoadRequest& request)
      : functions_(functions), core_(core), call_(call), request_(request) {}

  /// Throws Failure: INVALID_ARGUMENT (number of parts), INVALID_ENCODING, UNSUPPORTED_OPERATION.
  Owned<Model> read() const;

 private:
  const wasinn_model_part& part() const { return request_.parts()[0]; }

  void check_parts() const;
  Owned<Model> read_ir() const;
  Owned<Model> read_onnx() const;
  Owned<Model> read_file_only() const;
  Owned<Tensor> weights() const;
  Owned<Tensor> empty_weights(std::size_t byte_size) const;
  Owned<Tensor> weights_beside(const std::string& path) const;
  Owned<Model> from_memory(const Tensor* weights) const;
  Owned<Model> from_path(const std::string& path) const;
  [[noreturn]] void fail(const std::string& path) const;

  const Functions& functions_;
  const Core* core_;
  Call& call_;
  const wasinn::sdk::LoadRequest& request_;
};

}  // namespace openvino
