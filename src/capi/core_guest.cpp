// SPDX-License-Identifier: Apache-2.0
// The imports of core modules, for engines of the embedding program.
#include "capi/core_guest.h"

#include <array>
#include <cstddef>
#include <utility>

#include "abi/witx/functions.h"
#include "capi/wall.h"

namespace wasinn::capi {
namespace {

constexpr std::size_t kMostImports = 32;

/// The imports of all modules in one row.
class Imports {
 public:
  Imports() noexcept : Imports(std::make_index_sequence<kMostImports>()) {}

  const witx::Function& at(std::size_t index) const noexcept { return *functions_[index]; }
  const wasinn_import* rows() const noexcept { return rows_.data(); }
  std::size_t size() const noexcept { return size_; }

 private:
  template <std::size_t... indexes>
  explicit Imports(std::index_sequence<indexes...>) noexcept;

  void add(const char* module, const witx::Function& function, decltype(wasinn_import::call) call) noexcept {
    functions_[size_] = &function;
    rows_[size_++] = {module, function.name.data(), function.parameter_count, 0, call};
  }

  std::array<const witx::Function*, kMostImports> functions_{};
  std::array<wasinn_import, kMostImports> rows_{};
  std::size_t size_ = 0;
};

const Imports& imports() noexcept {
  static const Imports kImports;
  return kImports;
}

/// The function that an engine calls for import `index`; such pointers carry no data of their own.
template <std::size_t index>
std::uint32_t call(wasinn_core_guest* guest, std::uint8_t* memory, std::uint64_t memory_size,
                   const std::uint32_t* arguments) noexcept {
  if (guest == nullptr || arguments == nullptr) return static_cast<std::uint32_t>(witx::Errno::InvalidArgument);
  return imports().at(index).call(guest->nn, guest->memory(memory, memory_size), arguments);
}

template <std::size_t... indexes>
Imports::Imports(std::index_sequence<indexes...>) noexcept {
  constexpr std::array kCalls = {&call<indexes>...};
  for (const witx::ImportModule& module : witx::import_modules()) {
    for (const witx::Function& function : module.functions) {
      if (size_ < kMostImports) add(module.name.data(), function, kCalls[size_]);
    }
  }
}

}  // namespace
}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_core_guest_new(wasinn_session* session, int shared_memory, wasinn_core_guest** guest,
                                    wasinn_error* error) {
  return answer(__func__, error, {{"session", session}, {"guest", guest}}, [&]() -> Result<void> {
    *guest = new wasinn_core_guest(session->hold, shared_memory != 0);
    return {};
  });
}

void wasinn_core_guest_delete(wasinn_core_guest* guest) { delete guest; }

const wasinn_import* wasinn_core_imports(uint64_t* count) {
  if (count != nullptr) *count = capi::imports().size();
  return capi::imports().rows();
}

const char* wasinn_core_guest_last_error(wasinn_core_guest* guest) try {
  if (guest == nullptr) return "";
  guest->last_error = guest->nn.last_error();
  return guest->last_error.c_str();
} catch (...) {
  return "out of memory";
}
