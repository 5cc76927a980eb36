// SPDX-License-Identifier: Apache-2.0
// What C++ guests give to wasi-nn and get from it, in core modules (nn.hpp) and components (nn_component.hpp) alike: element
// types, ports, tensors, errors, results. C++20, without exceptions.
#ifndef WASINN_NN_VALUES_HPP_
#define WASINN_NN_VALUES_HPP_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace nn {

// Element types of tensors. Those without a C++ type (F16, BF16) are given and read as bytes.
enum class Type : std::uint8_t { F16, F32, F64, U8, I32, I64, BF16 };

// The type of a tensor of T, where there is one.
template <class T>
inline constexpr bool kIsElement = false;
template <class T>
inline constexpr Type kTypeOf{};
#define WASINN_ELEMENT_(CppType, type)              \
  template <>                                       \
  inline constexpr bool kIsElement<CppType> = true; \
  template <>                                       \
  inline constexpr Type kTypeOf<CppType> = Type::type;
WASINN_ELEMENT_(float, F32)
WASINN_ELEMENT_(double, F64)
WASINN_ELEMENT_(std::uint8_t, U8)
WASINN_ELEMENT_(std::int32_t, I32)
WASINN_ELEMENT_(std::int64_t, I64)
#undef WASINN_ELEMENT_

template <class T>
concept Element = kIsElement<T>;

// What outputs are read as: elements of their type, or bytes, whatever their type.
template <class T>
concept Readable = Element<T> || std::same_as<T, std::byte>;

// Why a call failed. Timeout and Security are told apart in components only, ContextFull in core modules only.
enum class Code {
  InvalidArgument,
  InvalidEncoding,
  Timeout,
  RuntimeError,
  UnsupportedOperation,
  TooLarge,
  NotFound,
  Security,
  Busy,
  ContextFull,
  Unknown
};

// The text is the host's own where it gives one.
struct Error {
  Code code = Code::Unknown;
  std::string text;
};

// A value, or the error that kept it away. Reading the one that is not there ends the program.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return held_.index() == 0; }
  T& operator*() { return get<0>(*this); }
  const T& operator*() const { return get<0>(*this); }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  const Error& error() const { return get<1>(*this); }

 private:
  template <std::size_t Index, class Self>
  static auto& get(Self& self) {
    auto* found = std::get_if<Index>(&self.held_);
    if (found == nullptr) std::abort();
    return *found;
  }

  std::variant<T, Error> held_;
};

// Success, or an error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  explicit operator bool() const { return !failed_; }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool failed_ = false;
};

// An input or an output: its number in the model's order, or the model's own name for it. A name must stay until it was
// used. Core modules know numbers by themselves and names where the host has the extension; components know names by
// themselves, and numbers on hosts that take a number for a name, as wasinn does.
struct Port {
  Port(int index) : index(static_cast<std::uint32_t>(index)) {}
  Port(std::uint32_t index) : index(index) {}
  Port(const char* name) : name(name) {}
  Port(std::string_view name) : name(name) {}

  std::uint32_t index = 0;
  std::string_view name;  // empty for a number
};

// A view of elements that become an input: they must stay until compute() has returned.
struct Tensor {
  // Elements of `values`, row-major, as the whole of a tensor of this shape.
  template <std::ranges::contiguous_range Values>
    requires Element<std::ranges::range_value_t<Values>>
  Tensor(Port port, std::vector<std::uint32_t> shape, const Values& values)
      : Tensor(port, std::move(shape), kTypeOf<std::ranges::range_value_t<Values>>, std::as_bytes(std::span(values))) {}
  // The same of bytes, for types that C++ has none for.
  Tensor(Port port, std::vector<std::uint32_t> shape, Type type, std::span<const std::byte> bytes)
      : port(port), shape(std::move(shape)), type(type), bytes(bytes) {}

  Port port;
  std::vector<std::uint32_t> shape;
  Type type;
  std::span<const std::byte> bytes;
};

inline std::string name_of(Type type) {
  constexpr std::string_view kNames[] = {"f16", "f32", "f64", "u8", "i32", "i64", "bf16"};
  const auto number = static_cast<std::size_t>(type);
  return std::string(number < std::size(kNames) ? kNames[number] : "no tensor");
}

// The elements of T that lie in `bytes`, which are aligned for them; an error unless it is a whole number of elements.
template <Readable T>
Result<std::span<const T>> elements(std::span<const std::byte> bytes) {
  if (bytes.size() % sizeof(T) != 0) {
    return Error{Code::InvalidArgument, "the output's " + std::to_string(bytes.size()) + " bytes are no elements of " +
                                            std::to_string(sizeof(T)) + " bytes"};
  }
  return std::span(reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T));
}

// An error unless an output of type `found` can be read as T.
template <Readable T>
Result<void> check_type(Type found) {
  if constexpr (Element<T>) {
    if (found != kTypeOf<T>) {
      return Error{Code::InvalidArgument, "the output is " + name_of(found) + ", and was read as " + name_of(kTypeOf<T>)};
    }
  }
  return {};
}

// Loads the graph that the operator gave a name, computes once, and reads one output.
template <Readable T, class Graph>
Result<std::vector<T>> infer_once(std::string_view graph, std::span<const Tensor> inputs, Port output) {
  auto loaded = Graph::load_by_name(graph);
  if (!loaded) return loaded.error();
  auto context = loaded->open();
  if (!context) return context.error();
  if (auto computed = context->compute(inputs); !computed) return computed.error();
  const auto values = context->template output<T>(output);
  if (!values) return values.error();
  return std::vector<T>(values->begin(), values->end());
}

}  // namespace nn

#endif  // WASINN_NN_VALUES_HPP_
