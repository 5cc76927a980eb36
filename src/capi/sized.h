// SPDX-License-Identifier: Apache-2.0
// Structs that begin with struct_size, between programs and libraries of different versions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/result.h"

namespace wasinn::capi {

/// Whether `size` can be that of a struct called `name`. Errors: InvalidArgument.
inline Result<void> check_size(std::uint64_t size, const char* name) {
  constexpr std::uint64_t kMost = 4096;  // larger ones were never set
  if (size >= sizeof(std::uint64_t) && size <= kMost) return {};
  return fail(ErrorCode::InvalidArgument, std::string("struct_size of ") + name + " is " + std::to_string(size) +
                                              "; set it to sizeof(" + name + ")");
}

/// What `from`, which is not null and perhaps of another version, says in the fields that this version knows; those
/// that the caller does not know are zero. Errors: InvalidArgument (no size), UnsupportedOperation (the caller sets
/// fields that this version does not know).
template <class T>
Result<T> read_sized(const T* from, const char* name) {
  WASINN_TRY(check_size(from->struct_size, name));
  const auto* bytes = reinterpret_cast<const unsigned char*>(from);
  for (std::uint64_t at = sizeof(T); at < from->struct_size; ++at) {
    if (bytes[at] == 0) continue;
    return fail(ErrorCode::UnsupportedOperation,
                std::string(name) + " has fields that this version of wasinn does not know, and they are set");
  }
  T known{};
  std::memcpy(&known, from, static_cast<std::size_t>(std::min<std::uint64_t>(from->struct_size, sizeof(T))));
  return known;
}

/// Writes those fields of `value` that the caller has room for to `*to`, whose struct_size stays.
template <class T>
void write_sized(T value, T* to) {
  value.struct_size = to->struct_size;
  std::memcpy(to, &value, static_cast<std::size_t>(std::min<std::uint64_t>(to->struct_size, sizeof(T))));
}

}  // namespace wasinn::capi
