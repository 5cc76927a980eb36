// SPDX-License-Identifier: Apache-2.0
// The operator's decisions about loading and targets.
#include "policy/policy.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace wasinn {
namespace {

std::string names(std::span<const ExecutionTarget> targets) {
  std::string out;
  for (const ExecutionTarget target : targets) {
    if (!out.empty()) out += ", ";
    out += target_name(target);
  }
  return out;
}

}  // namespace

Result<void> Policy::allow_load(std::string_view list) {
  std::array<bool, kEncodings.size()> allowed{};
  std::string_view rest = list == "none" ? "" : list;
  for (bool more = !rest.empty(); more;) {
    const std::string_view name = rest.substr(0, rest.find(','));
    more = name.size() < rest.size();
    rest.remove_prefix(name.size() + (more ? 1 : 0));
    const auto encoding = encoding_named(name);
    if (!encoding) {
      return fail(ErrorCode::InvalidArgument, "'" + printable(name) +
                                                  "' is no encoding; known are openvino, onnx, tensorflow, pytorch, "
                                                  "tensorflowlite, ggml, and none alone for no loading at all");
    }
    allowed[static_cast<std::size_t>(*encoding)] = true;
  }
  load_from_bytes = allowed;
  return {};
}

Result<void> Policy::check_load_from_bytes(Encoding encoding) const {
  if (load_from_bytes[static_cast<std::size_t>(encoding)]) return {};
  const std::string name(encoding_name(encoding));
  return fail(ErrorCode::Security, "guests may not load " + name + " models from bytes here; load it by name, or let " +
                                       "the operator allow it with --allow-load " + name);
}

Result<ExecutionTarget> Policy::choose_target(ExecutionTarget requested,
                                              std::span<const ExecutionTarget> served) const {
  if (requested == ExecutionTarget::Auto) return served.front();
  if (std::find(served.begin(), served.end(), requested) != served.end()) return requested;
  if (target_fallback) return served.front();
  return fail(ErrorCode::UnsupportedOperation, "target " + std::string(target_name(requested)) +
                                                   " was asked for and only " + names(served) +
                                                   " can be served; ask for auto, or let the operator allow falling "
                                                   "back");
}

}  // namespace wasinn
