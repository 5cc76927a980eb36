// SPDX-License-Identifier: Apache-2.0
// Input tensors from files, as `infer --input` names them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/port.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace wasinn::cli {

/// The port that `name` means: by its own name, otherwise by its index. `kind` ("input") is for messages.
/// Errors: InvalidArgument; the message lists the ports.
Result<std::size_t> find_port(std::span<const Port> ports, std::string_view name, std::string_view kind);

/// One tensor for each input port, from texts of the form `NAME=FILE`, `NAME:SHAPE=FILE` (SHAPE like 1x1x8x8) or, for
/// a model with one input, `FILE`. NAME is a port's name or index. A .npy file brings its type and shape; any other
/// file is the bytes alone, which get the port's type and, without SHAPE, the port's shape, where one size may be
/// unknown. SHAPE on a .npy file reshapes it. Nothing is converted.
/// Errors: InvalidArgument (an input is missing, twice or unknown; a file does not fit), NotFound (no file),
/// UnsupportedOperation (a type that wasi-nn cannot express).
Result<std::vector<Tensor>> read_inputs(std::span<const Port> ports, const std::vector<std::string>& texts);

/// The same with nothing for each input that no text names.
Result<std::vector<std::optional<Tensor>>> read_given_inputs(std::span<const Port> ports,
                                                             const std::vector<std::string>& texts);

/// "input 0 'image' f32[batch,1,8,8]".
std::string port_text(std::string_view kind, std::size_t index, const Port& port);

}  // namespace wasinn::cli
