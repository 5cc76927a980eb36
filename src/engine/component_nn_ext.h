// SPDX-License-Identifier: Apache-2.0
// The entries for wasinn:nn-ext in the table of the typed link; wasinn_engine.h says what each does.
#pragma once

#include <wasinn_engine.h>

#include <cstdint>

namespace wasinn::engine {

std::uint32_t supports(void* state, wasinn_nn_bytes name) noexcept;
wasinn_nn_status graph_inputs(void* state, std::uint32_t graph, wasinn_nn_ports* ports, std::uint32_t* error) noexcept;
wasinn_nn_status graph_outputs(void* state, std::uint32_t graph, wasinn_nn_ports* ports, std::uint32_t* error) noexcept;
wasinn_nn_status graph_metadata(void* state, std::uint32_t graph, wasinn_nn_properties* lines,
                                std::uint32_t* error) noexcept;
wasinn_nn_status context_infer(void* state, std::uint32_t context, wasinn_nn_plain_tensors inputs,
                               wasinn_nn_plain_tensors* outputs, std::uint32_t* error) noexcept;
wasinn_nn_status text_start(void* state, std::uint32_t context, wasinn_nn_bytes prompt, wasinn_nn_bytes options,
                            std::uint32_t* error) noexcept;
wasinn_nn_status text_next(void* state, std::uint32_t context, wasinn_nn_bytes* piece, std::uint32_t* error) noexcept;
wasinn_nn_status text_finish(void* state, std::uint32_t context, wasinn_nn_bytes* metadata,
                             std::uint32_t* error) noexcept;

}  // namespace wasinn::engine
