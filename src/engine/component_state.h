// SPDX-License-Identifier: Apache-2.0
// ComponentState: what the host functions of a component find behind its store.
#pragma once

#include <wasinn_engine.h>

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "abi/wit/guest.h"
#include "host/session.h"

namespace wasinn::engine {

/// One component while it runs: the data of its store. One thread at a time.
class ComponentState {
 public:
  explicit ComponentState(std::shared_ptr<Session> session) : nn_(std::move(session)) {}

  /// The guest's side of wasi-nn.
  wit::Guest& nn() noexcept { return nn_; }

  // Room for what the functions of wasi-nn take and return, kept between calls.
  std::vector<wit::NamedTensor>& inputs() noexcept { return inputs_; }
  std::vector<wasinn_nn_named_tensor>& outputs() noexcept { return outputs_; }
  std::array<std::uint32_t, kMaxRank>& dimensions() noexcept { return dimensions_; }

 private:
  wit::Guest nn_;
  std::vector<wit::NamedTensor> inputs_;
  std::vector<wasinn_nn_named_tensor> outputs_;
  std::array<std::uint32_t, kMaxRank> dimensions_;
};

}  // namespace wasinn::engine
