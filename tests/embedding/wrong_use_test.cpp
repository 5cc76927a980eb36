// SPDX-License-Identifier: Apache-2.0
// Wrong use does not compile: each row stands beside the right use that does.
#include <array>
#include <type_traits>

#include <wasinn/plugin.hpp>

#include "tests/embedding/test_host.h"

namespace wasinn::test {
namespace {

// Both headers in one file: an embedding program may bring a backend of its own.
static_assert(!std::is_same_v<Context, sdk::Context>);

using Dimensions = std::initializer_list<std::int64_t>;

// A view does not outlive its elements.
static_assert(std::is_constructible_v<TensorView, std::vector<float>&, Dimensions>);
static_assert(!std::is_constructible_v<TensorView, std::vector<float>, Dimensions>);
static_assert(std::is_constructible_v<TensorView, const std::array<float, 4>&>);
static_assert(!std::is_constructible_v<TensorView, std::array<float, 4>>);
static_assert(std::is_constructible_v<TensorView, std::span<const float>>);

// Elements are those of tensors.
static_assert(std::is_constructible_v<TensorView, std::vector<std::int64_t>&>);
static_assert(std::is_constructible_v<TensorView, std::vector<BFloat16>&>);
static_assert(!std::is_constructible_v<TensorView, std::vector<bool>&>);
static_assert(!std::is_constructible_v<TensorView, std::vector<std::uint32_t>&>);
static_assert(!std::is_constructible_v<TensorView, std::vector<std::string>&>);

// The 0 behind a literal is no part of a text.
static_assert(std::is_constructible_v<TensorView, std::string_view>);
static_assert(!std::is_constructible_v<TensorView, const char (&)[5]>);

// Outputs are written to.
static_assert(std::is_constructible_v<OutputBuffer, std::vector<float>&>);
static_assert(!std::is_constructible_v<OutputBuffer, const std::vector<float>&>);
static_assert(!std::is_constructible_v<OutputBuffer, std::span<const float>>);
static_assert(!std::is_constructible_v<OutputBuffer, std::vector<float>>);

// Sessions, contexts and guests have one owner; hosts may be handed around.
static_assert(std::is_copy_constructible_v<Host>);
template <class T>
constexpr bool kOneOwner = std::is_nothrow_move_constructible_v<T> && !std::is_copy_constructible_v<T>;
static_assert(kOneOwner<Session> && kOneOwner<Graph> && kOneOwner<CoreGuest> && kOneOwner<Guest>);
static_assert(std::is_move_constructible_v<Context> && !std::is_copy_constructible_v<Context>);

// What elements are asked for must be a type of elements.
template <class T>
concept Readable = requires(const TensorView& tensor) { tensor.as<T>(); };
static_assert(Readable<float> && !Readable<std::uint64_t> && !Readable<void*>);

// A Result is no truth of its own: it is asked for, or tested.
static_assert(!std::is_convertible_v<Result<int>, bool> && std::is_constructible_v<bool, Result<int>>);

}  // namespace
}  // namespace wasinn::test
