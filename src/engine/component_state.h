// SPDX-License-Identifier: Apache-2.0
// ComponentState: what the host functions of a component find behind its store.
#pragma once

#include <wasinn_engine.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "abi/wit/extension.h"
#include "abi/wit/guest.h"
#include "abi/wit/text_generation.h"
#include "host/session.h"

namespace wasinn::engine {

/// Room for what the functions of wasinn:nn-ext take and return, kept between calls.
struct ExtensionRoom {
  std::vector<wasinn_nn_port> ports;
  std::vector<std::vector<std::int64_t>> sizes;
  std::vector<std::string> type_names;
  std::vector<wasinn_nn_property> properties;
  std::vector<wit::PlainTensor> inputs;
  std::vector<wasinn_nn_plain_tensor> outputs;
  std::vector<std::array<std::uint32_t, kMaxRank>> output_sizes;
};

/// One component while it runs: the data of its store. One thread at a time.
class ComponentState {
 public:
  explicit ComponentState(std::shared_ptr<Session> session) : nn_(std::move(session)) {}

  /// The guest's side of wasi-nn.
  wit::Guest& nn() noexcept { return nn_; }
  wit::Extension& extension() noexcept { return extension_; }
  wit::TextGeneration& text_generation() noexcept { return text_generation_; }

  // Room for what the functions of wasi-nn take and return, kept between calls.
  std::vector<wit::NamedTensor>& inputs() noexcept { return inputs_; }
  std::vector<wasinn_nn_named_tensor>& outputs() noexcept { return outputs_; }
  std::array<std::uint32_t, kMaxRank>& dimensions() noexcept { return dimensions_; }
  ExtensionRoom& extension_room() noexcept { return extension_room_; }

 private:
  wit::Guest nn_;
  wit::Extension extension_{nn_};
  wit::TextGeneration text_generation_{nn_};
  std::vector<wit::NamedTensor> inputs_;
  std::vector<wasinn_nn_named_tensor> outputs_;
  std::array<std::uint32_t, kMaxRank> dimensions_{};
  ExtensionRoom extension_room_;
};

}  // namespace wasinn::engine
