// SPDX-License-Identifier: Apache-2.0
// The one table of element types.
#include "element_types.h"

#include <wasinn/plugin.h>

namespace pytorch {
namespace {

// The first seven in the order of the boundary's numbers.
constexpr ElementKind kKinds[] = {
    {WASINN_TYPE_F16, at::kHalf, "f16"},      {WASINN_TYPE_F32, at::kFloat, "f32"}, {WASINN_TYPE_F64, at::kDouble, "f64"},
    {WASINN_TYPE_BF16, at::kBFloat16, "bf16"}, {WASINN_TYPE_U8, at::kByte, "u8"},   {WASINN_TYPE_I32, at::kInt, "i32"},
    {WASINN_TYPE_I64, at::kLong, "i64"},      {WASINN_TYPE_U8, at::kChar, "int8"},
};

}  // namespace

std::optional<ElementKind> kind_named(std::string_view name) {
  for (const ElementKind& kind : kKinds) {
    if (name == kind.name) return kind;
  }
  return std::nullopt;
}

std::string kind_names() {
  std::string names;
  for (const ElementKind& kind : kKinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

at::ScalarType scalar_type_of(std::uint32_t type) { return kKinds[type].scalar; }

std::uint32_t type_of(at::ScalarType scalar) {
  for (const ElementKind& kind : kKinds) {
    if (kind.scalar == scalar && scalar != at::kChar) return kind.type;
  }
  return WASINN_TYPE_FOREIGN;
}

std::string scalar_name(at::ScalarType scalar) {
  return "torch." + c10::getDtypeNames(scalar).first;
}

}  // namespace pytorch
