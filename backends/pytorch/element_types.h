// SPDX-License-Identifier: Apache-2.0
// Element types of tensors: the plug-in boundary's, those of wasinn.json, and PyTorch's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <c10/core/ScalarType.h>

namespace pytorch {

/// How tensors of a port look from both sides. A plain value.
struct ElementKind {
  std::uint32_t type;                   ///< WASINN_TYPE_x
  at::ScalarType scalar;                ///< what PyTorch calls it
  const char* name;                     ///< in wasinn.json: "f32"; "int8" is carried in u8
};

/// The kind with that name; nothing when wasi-nn can neither express nor carry it.
std::optional<ElementKind> kind_named(std::string_view name);

/// "f16, f32, ...".
std::string kind_names();

/// PyTorch's type for tensors of a WASINN_TYPE_ that is neither foreign nor any.
at::ScalarType scalar_type_of(std::uint32_t type);

/// The WASINN_TYPE_ that expresses one of PyTorch's types; WASINN_TYPE_FOREIGN when none does.
std::uint32_t type_of(at::ScalarType scalar);

/// PyTorch's own word, as people write it: "torch.bool".
std::string scalar_name(at::ScalarType scalar);

}  // namespace pytorch
