// SPDX-License-Identifier: Apache-2.0
// A cursor over bytes that nobody vouches for.
#include "format/gguf_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <type_traits>

#include "base/text.h"
#include "format/gguf.h"

namespace wasinn::gguf {
namespace {

static_assert(std::endian::native == std::endian::little);

// The types of weights by ggml's number. Those that are left out were taken back, or are for computations only; with
// whole numbers and doubles as weights the framework calls functions that are not there.
constexpr struct {
  std::uint32_t type;
  BlockSize size;
} kTypes[] = {
    {0, {1, 4, "F32"}},         {1, {1, 2, "F16"}},        {2, {32, 18, "Q4_0"}},      {3, {32, 20, "Q4_1"}},
    {6, {32, 22, "Q5_0"}},      {7, {32, 24, "Q5_1"}},     {8, {32, 34, "Q8_0"}},      {10, {256, 84, "Q2_K"}},
    {11, {256, 110, "Q3_K"}},   {12, {256, 144, "Q4_K"}},  {13, {256, 176, "Q5_K"}},   {14, {256, 210, "Q6_K"}},
    {16, {256, 66, "IQ2_XXS"}}, {17, {256, 74, "IQ2_XS"}}, {18, {256, 98, "IQ3_XXS"}}, {19, {256, 50, "IQ1_S"}},
    {20, {32, 18, "IQ4_NL"}},   {21, {256, 110, "IQ3_S"}}, {22, {256, 82, "IQ2_S"}},   {23, {256, 136, "IQ4_XS"}},
    {29, {256, 56, "IQ1_M"}},   {30, {1, 2, "BF16"}},      {34, {256, 54, "TQ1_0"}},   {35, {256, 66, "TQ2_0"}},
    {39, {32, 17, "MXFP4"}},    {40, {64, 36, "NVFP4"}},   {41, {128, 18, "Q1_0"}},    {42, {64, 18, "Q2_0"}},
};

std::uint64_t element_size(Kind kind) noexcept {
  constexpr std::uint64_t kSizes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return kSizes[static_cast<std::size_t>(kind)];
}

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorCode::InvalidEncoding, "the ggml model is damaged: " + what);
}

class Cursor {
 public:
  explicit Cursor(ByteView bytes) : bytes_(bytes) {}

  std::uint64_t at() const noexcept { return at_; }

  Result<ByteView> take(std::uint64_t count) {
    if (count > bytes_.size() - at_) return wrong("it ends too early");
    const ByteView taken = bytes_.subspan(at_, static_cast<std::size_t>(count));
    at_ += static_cast<std::size_t>(count);
    return taken;
  }

  template <class T>
  Result<T> number() {
    WASINN_ASSIGN(const ByteView taken, take(sizeof(T)));
    T value;
    std::memcpy(&value, taken.data(), sizeof value);
    return value;
  }

  Result<std::string_view> text() {
    WASINN_ASSIGN(const auto size, number<std::uint64_t>());
    WASINN_ASSIGN(const ByteView taken, take(size));
    return text_of(taken);
  }

  Result<Kind> kind() {
    WASINN_ASSIGN(const auto value, number<std::uint32_t>());
    if (value > static_cast<std::uint32_t>(Kind::F64)) return wrong("a value has the type " + std::to_string(value));
    return static_cast<Kind>(value);
  }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

Result<ByteView> read_elements(Cursor& cursor, ByteView all, Kind element, std::uint64_t count) {
  const std::uint64_t begin = cursor.at();
  if (element == Kind::Array) return wrong("it has arrays of arrays");
  if (count > all.size()) return wrong("an array is longer than the file");
  if (element != Kind::String) return cursor.take(count * element_size(element));
  for (std::uint64_t i = 0; i < count; ++i) WASINN_TRY(cursor.text());
  return all.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(cursor.at() - begin));
}

Result<Value> read_value(Cursor& cursor, ByteView all) {
  Value value;
  WASINN_ASSIGN(value.kind, cursor.kind());
  if (value.kind == Kind::Array) {
    WASINN_ASSIGN(value.element, cursor.kind());
    WASINN_ASSIGN(value.count, cursor.number<std::uint64_t>());
    WASINN_ASSIGN(value.bytes, read_elements(cursor, all, value.element, value.count));
  } else if (value.kind == Kind::String) {
    WASINN_ASSIGN(const auto text, cursor.text());
    value.bytes = bytes_of(text);
  } else {
    WASINN_ASSIGN(value.bytes, cursor.take(element_size(value.kind)));
  }
  return value;
}

Result<Tensor> read_tensor(Cursor& cursor) {
  Tensor tensor;
  WASINN_ASSIGN(tensor.name, cursor.text());
  WASINN_ASSIGN(tensor.rank, cursor.number<std::uint32_t>());
  if (tensor.rank == 0 || tensor.rank > 4) {
    return wrong("tensor " + printable(tensor.name) + " has the rank " + std::to_string(tensor.rank));
  }
  for (std::uint32_t axis = 0; axis < tensor.rank; ++axis) {
    WASINN_ASSIGN(tensor.sizes[axis], cursor.number<std::uint64_t>());
  }
  WASINN_ASSIGN(tensor.type, cursor.number<std::uint32_t>());
  WASINN_ASSIGN(tensor.offset, cursor.number<std::uint64_t>());
  return tensor;
}

template <class T>
std::optional<std::uint64_t> whole_of(ByteView bytes) noexcept {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  if constexpr (std::is_signed_v<T>) {
    if (value < 0) return std::nullopt;
  }
  return static_cast<std::uint64_t>(value);
}

}  // namespace

std::optional<std::uint64_t> Value::whole() const noexcept {
  switch (kind) {
    case Kind::U8:
      return whole_of<std::uint8_t>(bytes);
    case Kind::I8:
      return whole_of<std::int8_t>(bytes);
    case Kind::U16:
      return whole_of<std::uint16_t>(bytes);
    case Kind::I16:
      return whole_of<std::int16_t>(bytes);
    case Kind::U32:
      return whole_of<std::uint32_t>(bytes);
    case Kind::I32:
      return whole_of<std::int32_t>(bytes);
    case Kind::U64:
      return whole_of<std::uint64_t>(bytes);
    case Kind::I64:
      return whole_of<std::int64_t>(bytes);
    default:
      return std::nullopt;
  }
}

const Value* Head::find(std::string_view name) const noexcept {
  const auto found = std::find_if(keys.begin(), keys.end(), [name](const Key& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &found->value;
}

std::string_view Head::text(std::string_view name) const noexcept {
  const Value* value = find(name);
  return value == nullptr || value->kind != Kind::String ? std::string_view() : text_of(value->bytes);
}

BlockSize block_size(std::uint32_t type) noexcept {
  for (const auto& known : kTypes) {
    if (known.type == type) return known.size;
  }
  return {};
}

Result<Head> read_head(ByteView model) {
  Cursor cursor(model);
  Head head;
  WASINN_TRY(cursor.take(4));
  WASINN_ASSIGN(head.version, cursor.number<std::uint32_t>());
  if (head.version != 2 && head.version != 3) {
    return fail(ErrorCode::InvalidEncoding, "the ggml model has version " + std::to_string(head.version) +
                                                " of its format; versions 2 and 3 are read");
  }
  WASINN_ASSIGN(const auto tensor_count, cursor.number<std::uint64_t>());
  WASINN_ASSIGN(const auto key_count, cursor.number<std::uint64_t>());
  if (tensor_count > kMaxTensors) return wrong("it says that it has " + std::to_string(tensor_count) + " tensors");
  if (key_count > kMaxKeys) return wrong("it says that it has " + std::to_string(key_count) + " keys");
  for (std::uint64_t i = 0; i < key_count; ++i) {
    Key key;
    WASINN_ASSIGN(key.name, cursor.text());
    if (key.name.empty() || key.name.size() > kMaxKeyBytes) {
      return wrong("key " + std::to_string(i) + " has a name of " + std::to_string(key.name.size()) + " bytes");
    }
    WASINN_ASSIGN(key.value, read_value(cursor, model));
    head.keys.push_back(key);
  }
  for (std::uint64_t i = 0; i < tensor_count; ++i) {
    WASINN_ASSIGN(const Tensor tensor, read_tensor(cursor));
    head.tensors.push_back(tensor);
  }
  head.byte_size = cursor.at();
  return head;
}

}  // namespace wasinn::gguf
