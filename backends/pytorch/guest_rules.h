// SPDX-License-Identifier: Apache-2.0
// What a model that a guest brought may not do, even where the operator lets guests bring TorchScript at all.
#pragma once

#include <cstdint>
#include <span>

#include <torch/csrc/jit/api/module.h>

namespace pytorch {

/// Before loading: refuses models with code that loading itself would run, and objects that are no plain data.
/// Throws Failure with WASINN_SECURITY, or what PyTorch throws about the archive.
void check_archive(std::span<const std::uint8_t> model);

/// After loading, before anything runs: refuses operators that reach files, other memory, or more than the framework's
/// own core, which checks its arguments best. Throws Failure with WASINN_SECURITY and the operator's name.
void check_operators(const torch::jit::Module& module);

}  // namespace pytorch
