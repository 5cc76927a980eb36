// SPDX-License-Identifier: Apache-2.0
// Extension: what components find in `wasinn:nn-ext`, on the resources of one guest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/wit/guest.h"
#include "abi/wit/port_names.h"
#include "backend/port.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace wasinn::wit {

/// A tensor that is not a resource: the guest's own bytes, or an output's.
struct PlainTensor {
  std::string_view name;
  std::span<const std::uint32_t> dimensions;
  ElementType type;
  ByteView data;
};

/// One port with the name that `compute` and `infer` know it by.
struct NamedPort {
  std::string_view name;
  const Port* port;
};

/// An output of `infer`.
struct NamedOutput {
  std::string_view name;
  TensorView tensor;
};

/// Errors: UnsupportedOperation where the operator turned `wasinn:nn-ext` off.
Result<void> check_extension_allowed(Guest& guest);

/// The functions of `wasinn:nn-ext` for one guest, which lives longer; TextGeneration has the others. What they return is
/// valid until the next call for the same guest. All but `supports` answer UnsupportedOperation where the operator turned
/// them off. One thread at a time.
class Extension {
 public:
  explicit Extension(Guest& guest) : guest_(guest) {}
  Extension(const Extension&) = delete;
  Extension& operator=(const Extension&) = delete;

  /// Whether guests may use the function of that name.
  bool supports(std::string_view name) const;

  Result<std::span<const NamedPort>> inputs(Rep graph);
  Result<std::span<const NamedPort>> outputs(Rep graph);

  /// Lines of the model's own description, in UTF-8.
  Result<std::span<const std::pair<std::string, std::string>>> metadata(Rep graph);

  /// Runs the graph once on the guest's own bytes, which are lent to the framework where they lie if their address is a
  /// multiple of the element's size. Errors: as for Guest::compute.
  Result<std::span<const NamedOutput>> infer(Rep context, std::span<const PlainTensor> inputs);

 private:
  Result<std::span<const NamedPort>> name(std::span<const Port> ports);
  Result<void> compute(ContextResource& context, std::span<const PlainTensor> inputs);
  Result<void> fill_left_out(ContextResource& context);
  Result<void> take(ContextResource& context, const PlainTensor& input);
  Result<void> stage(TensorView& view);

  /// A copy of an input that cannot be lent.
  struct Copy {
    TensorRoom room;
    TensorBuffer buffer;
  };
  void give_copies_back() noexcept;

  Guest& guest_;
  std::optional<PortNames> names_;
  std::vector<NamedPort> ports_;
  std::vector<std::pair<std::string, std::string>> metadata_;
  std::vector<bool> given_;
  std::vector<Copy> copies_;
  std::vector<NamedOutput> outputs_;
};

}  // namespace wasinn::wit
