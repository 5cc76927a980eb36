// SPDX-License-Identifier: Apache-2.0
// What the functions of the typed link share: C types to ours and back, and the wall between guests and our own
// exceptions.
#pragma once

#include <wasinn_engine.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <span>
#include <string_view>

#include "abi/wit/guest.h"
#include "base/bytes.h"
#include "engine/component_state.h"

namespace wasinn::engine {

inline wit::Guest& guest_of(void* state) noexcept { return static_cast<ComponentState*>(state)->nn(); }

inline std::string_view text_of(wasinn_nn_bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

inline ByteView view_of(wasinn_nn_bytes bytes) noexcept {
  return {reinterpret_cast<const std::byte*>(bytes.data), bytes.size};
}

inline wasinn_nn_bytes raw(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline wasinn_nn_bytes raw(ByteView bytes) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// The sizes of `shape` written to `room`.
inline wasinn_nn_dimensions raw(const Shape& shape, std::array<std::uint32_t, kMaxRank>& room) noexcept {
  const std::span<const std::int64_t> sizes = shape.dimensions();
  std::ranges::transform(sizes, room.begin(), [](std::int64_t size) { return static_cast<std::uint32_t>(size); });
  return {room.data(), sizes.size()};
}

/// Stops a guest that holds more than it may, otherwise hands out what was made.
inline wasinn_nn_status made(std::optional<wit::Rep> rep, std::uint32_t* result) noexcept {
  if (!rep) return WASINN_NN_TRAP;
  *result = *rep;
  return WASINN_NN_OK;
}

/// Makes `error` the guest's answer.
inline wasinn_nn_status refuse(wit::Guest& guest, std::string_view function, const Error& error,
                               std::uint32_t* result) noexcept try {
  return made(guest.answer(function, error), result) == WASINN_NN_OK ? WASINN_NN_ERROR : WASINN_NN_TRAP;
} catch (...) {
  return WASINN_NN_TRAP;  // no memory even for an error
}

/// Runs `serve` and hands its value to `give`; what it throws becomes an error like any other.
template <class Serve, class Give>
wasinn_nn_status call(void* state, std::string_view function, std::uint32_t* error, Serve serve, Give give) noexcept {
  wit::Guest& guest = guest_of(state);
  try {
    auto served = serve(guest);
    if (!served) [[unlikely]] return refuse(guest, function, served.error(), error);
    give(served);
    return WASINN_NN_OK;
  } catch (const std::bad_alloc&) {
    return refuse(guest, function, {ErrorCode::TooLarge, "out of memory"}, error);
  } catch (const std::exception& failure) {
    return refuse(guest, function, {ErrorCode::RuntimeError, failure.what()}, error);
  } catch (...) {
    return refuse(guest, function, {ErrorCode::RuntimeError, "unknown"}, error);
  }
}

/// The same for functions that give a resource.
template <class Serve>
wasinn_nn_status call(void* state, std::string_view function, std::uint32_t* result, Serve serve) noexcept {
  return call(state, function, result, serve, [result](const Result<wit::Rep>& served) { *result = *served; });
}

/// The same for functions that give nothing.
template <class Serve>
wasinn_nn_status call_void(void* state, std::string_view function, std::uint32_t* error, Serve serve) noexcept {
  return call(state, function, error, serve, [](const Result<void>&) {});
}

}  // namespace wasinn::engine
