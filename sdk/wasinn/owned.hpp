// SPDX-License-Identifier: Apache-2.0
// Owned, an object of a C library that is given back when it goes out of scope; for backend authors and embedding programs.
#pragma once

#include <memory>

namespace wasinn::sdk {

/// Gives an object back through the function that its kind has for that.
template <class T>
struct Release {
  void (*function)(T*) = nullptr;
  void operator()(T* object) const noexcept { function(object); }
};

/// Move-only; empty when made without an object.
template <class T>
using Owned = std::unique_ptr<T, Release<T>>;

}  // namespace wasinn::sdk
