// SPDX-License-Identifier: Apache-2.0
// The wall between engines and the functions behind it: exceptions stop here, and errors become errnos.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "abi/guest_memory.h"
#include "abi/witx/functions.h"
#include "abi/witx/guest.h"
#include "abi/witx/numbers.h"
#include "base/result.h"

namespace wasinn::witx {

/// As many values as the function has parameters.
using Arguments = const std::uint32_t*;

/// What stands behind the wall.
using Serve = Result<void> (*)(Guest&, const GuestMemory&, Arguments);

/// Calls `serve` and turns exceptions of our own (out of memory, above all) into errors.
Result<void> guarded(Serve serve, Guest& guest, const GuestMemory& memory, Arguments arguments) noexcept;

/// A name as a template argument.
template <std::size_t n>
struct Name {
  char text[n];
  constexpr Name(const char (&from)[n]) { std::copy(from, from + n, text); }
};

/// One function as engines call it: guest memory is required, errors become errnos.
template <Name name, Serve serve>
std::uint32_t call(Guest& guest, const GuestMemory& memory, Arguments arguments) noexcept {
  if (!memory.present()) return static_cast<std::uint32_t>(Errno::MissingMemory);
  const Result<void> served = guarded(serve, guest, memory, arguments);
  if (served) [[likely]] return static_cast<std::uint32_t>(Errno::Success);
  return static_cast<std::uint32_t>(guest.answer(name.text, served.error()));
}

/// The row of a table.
template <Name name, Serve serve>
constexpr Function entry(std::uint32_t parameter_count) {
  return {name.text, parameter_count, call<name, serve>};
}

}  // namespace wasinn::witx
