// SPDX-License-Identifier: Apache-2.0
// The .npy format of NumPy: one array in one file (versions 1 to 3 of the header, little-endian, C order).
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace wasinn::cli {

/// Whether the bytes begin like a .npy file.
bool is_npy(ByteView file) noexcept;

/// The array in a .npy file; the view points into `file`. NumPy has no bf16: two bytes without meaning (V2) and
/// unsigned 16-bit numbers are taken for it, as no other type of wasi-nn can be meant.
/// Errors: InvalidArgument; the message says what is wrong, and for types and orders what would work.
Result<TensorView> parse_npy(ByteView file);

/// The beginning of a .npy file, up to its data. bf16 is written as V2.
std::string npy_header(ElementType type, const Shape& shape);

}  // namespace wasinn::cli
