// SPDX-License-Identifier: Apache-2.0
// Which outputs of a model are one tensor with an input or with another output.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "calls.h"
#include "ov_api.h"
#include "ports.h"

namespace openvino {

/// Where the bytes of an output come from.
enum class OutputSource : std::uint8_t {
  Own,    ///< the framework writes them where it is told to
  Input,  ///< the output is an input: binding memory to it would take the input's memory away
  Output  ///< it is another output: only one memory can be bound for both
};

/// One output. A plain value.
struct OutputOrigin {
  OutputSource source = OutputSource::Own;
  std::size_t index = 0;  ///< of that input, or of that output, whose own source is Own
};

/// An origin for each output of `compiled`; Own for those of foreign types. No input has a foreign type.
/// Throws Failure.
std::vector<OutputOrigin> find_origins(const Functions& functions, const CompiledModel* compiled,
                                       std::span<const PortFacts> inputs, std::span<const PortFacts> outputs,
                                       Call& call);

}  // namespace openvino
