// SPDX-License-Identifier: Apache-2.0
// The walk over values, and the arithmetic of one tensor.
#include "tensor_bounds.h"

#include <unordered_set>
#include <vector>

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>

#include <wasinn/plugin.hpp>

#include "code.h"

namespace pytorch {
namespace {

using wasinn::sdk::Failure;

[[noreturn]] void refuse() {
  throw Failure(WASINN_INVALID_ENCODING, "the model has a tensor that reaches outside of the bytes stored for it");
}

// Adds a * b to `sum`, all of them at least 0.
void add_product(std::int64_t a, std::int64_t b, std::int64_t& sum) {
  std::int64_t product = 0;
  if (a < 0 || b < 0 || __builtin_mul_overflow(a, b, &product) || __builtin_add_overflow(sum, product, &sum)) refuse();
}

void check_tensor(const at::Tensor& tensor) {
  // Sparse and opaque ones consist of tensors that were checked when they were made.
  if (!tensor.defined() || tensor.layout() != at::kStrided || !tensor.has_storage()) return;
  std::int64_t last = tensor.storage_offset();
  bool is_empty = false;
  for (const std::int64_t size : tensor.sizes()) {
    if (size < 0) refuse();
    is_empty = is_empty || size == 0;
  }
  if (is_empty) return;
  for (std::int64_t axis = 0; axis < tensor.dim(); ++axis) add_product(tensor.size(axis) - 1, tensor.stride(axis), last);
  std::int64_t end = 0;
  add_product(last, static_cast<std::int64_t>(tensor.itemsize()), end);
  add_product(1, static_cast<std::int64_t>(tensor.itemsize()), end);
  if (static_cast<std::uint64_t>(end) > tensor.storage().nbytes()) refuse();
}

// Everything that a value holds, without recursion, as a model may nest it as deep as it likes.
class Walk {
 public:
  void check(const c10::IValue& root) {
    waiting_.push_back(root);
    while (!waiting_.empty()) {
      const c10::IValue value = std::move(waiting_.back());
      waiting_.pop_back();
      visit(value);
    }
  }

 private:
  void visit(const c10::IValue& value) {
    if (value.isTensor()) return check_tensor(value.toTensor());
    if (value.isTuple()) return add(value.toTupleRef().elements());
    if (value.isList()) return add(value.toListRef());
    if (value.isGenericDict()) {
      for (const auto& entry : value.toGenericDict()) waiting_.push_back(entry.value());
    } else if (value.isObject() && seen_.insert(&value.toObjectRef()).second) {
      add(value.toObjectRef().slots());
    }
  }

  template <class Values>
  void add(const Values& values) {
    for (const c10::IValue& value : values) waiting_.push_back(value);
  }

  std::vector<c10::IValue> waiting_;
  std::unordered_set<const void*> seen_;
};

}  // namespace

void check_tensors(const torch::jit::Module& module) {
  Walk walk;
  walk.check(module._ivalue());
  for_each_node(module, [&walk](const torch::jit::Node& node) {
    if (node.kind() != torch::jit::prim::Constant) return;
    if (const auto value = torch::jit::toIValue(node.output())) walk.check(*value);
  });
}

}  // namespace pytorch
