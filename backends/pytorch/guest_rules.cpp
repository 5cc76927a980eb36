// SPDX-License-Identifier: Apache-2.0
// The search for forbidden words and operators. It makes abuse harder; it is no sandbox.
#include "guest_rules.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <caffe2/serialize/inline_container.h>

#include <wasinn/plugin.hpp>

#include "bounded_files.h"
#include "code.h"
#include "memory_reader.h"

namespace pytorch {
namespace {

using wasinn::sdk::Failure;

// Private operators of PyTorch that ordinary models contain.
constexpr std::string_view kCommonPrivate[] = {
    "aten::_convolution",   "aten::_convolution_mode", "aten::_shape_as_tensor", "aten::_set_item",
    "aten::_size_if_not_equal", "aten::_unwrap_optional", "aten::_infer_size",
};

// Public ones that reach files or memory that is not the tensor's own.
constexpr std::string_view kForbidden[] = {"aten::from_file", "aten::save",      "aten::set_",       "aten::set_data",
                                           "prim::rpc_async", "prim::rpc_sync",  "prim::rpc_remote", "prim::PythonOp"};

[[noreturn]] void refuse(const std::string& what) {
  throw Failure(WASINN_SECURITY, "the model " + what + "; that is served only in models that the operator names");
}

// Beside what is too deep: the constructor of an object from its stored state, and classes of the framework itself.
void check_record(const std::string& name, std::string_view content) {
  const bool is_code = name.ends_with(".py");
  const Obstacle obstacle = is_code ? obstacle_in_code(content) : obstacle_in_pickle(content);
  if (obstacle.status != WASINN_OK) throw Failure(obstacle.status, "the model " + obstacle.text);
  if (is_code && content.find("__setstate__") != content.npos) refuse("runs code when it is loaded");
  if (content.find("__torch__.torch.classes") != content.npos) refuse("has objects that only the framework makes");
}

bool holds_code_or_objects(const std::string& name) { return name.ends_with(".py") || name.ends_with(".pkl"); }

bool is_allowed(std::string_view name) {
  if (std::find(std::begin(kForbidden), std::end(kForbidden), name) != std::end(kForbidden)) return false;
  if (name.starts_with("prim::")) return true;
  if (!name.starts_with("aten::")) return false;
  const bool is_private = name.starts_with("aten::_") && !name.starts_with("aten::__");
  return !is_private || std::find(std::begin(kCommonPrivate), std::end(kCommonPrivate), name) != std::end(kCommonPrivate);
}

}  // namespace

void check_archive(std::span<const std::uint8_t> model) {
  caffe2::serialize::PyTorchStreamReader reader(std::make_shared<MemoryReader>(model));
  for (const std::string& name : reader.getAllRecords()) {
    if (!holds_code_or_objects(name)) continue;
    const auto [content, size] = reader.getRecord(name);
    check_record(name, {static_cast<const char*>(content.get()), size});
  }
}

void check_operators(const torch::jit::Module& module) {
  for_each_node(module, [](const torch::jit::Node& node) {
    const std::string name = node.kind().toQualString();
    if (!is_allowed(name)) refuse("uses the operator " + name);
  });
}

}  // namespace pytorch
