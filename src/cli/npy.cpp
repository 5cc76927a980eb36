// SPDX-License-Identifier: Apache-2.0
// Reading and writing of .npy headers. The header is a dictionary in Python's notation.
#include "cli/npy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace wasinn::cli {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kPrefixBytes = 8;             // magic and version
constexpr std::size_t kMostHeaderBytes = 64 << 10;  // what NumPy writes for an array has some hundred at most
constexpr std::size_t kAlignment = 64;

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorCode::InvalidArgument, "not a usable .npy file: " + what);
}

/// What a header says.
struct Header {
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
};

/// Reads Python's notation for a dictionary of texts, booleans and tuples of numbers.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : rest_(text) {}

  Result<Header> read() {
    Header header;
    if (!take('{')) return wrong("its header is no dictionary");
    while (!take('}')) {
      WASINN_ASSIGN(const std::string key, text());
      if (!take(':')) return wrong("its header has no value for '" + printable(key) + "'");
      WASINN_TRY(value_of(key, header));
      if (take(',')) continue;
      if (take('}')) break;
      return wrong("its header has no end");
    }
    skip_blanks();
    if (!rest_.empty()) return wrong("something follows its header");
    return header;
  }

 private:
  Result<void> value_of(const std::string& key, Header& header) {
    if (key == "descr" && !header.descr) return put(text(), header.descr);
    if (key == "fortran_order" && !header.fortran_order) return put(flag(), header.fortran_order);
    if (key == "shape" && !header.shape) return put(numbers(), header.shape);
    return wrong("its header has an unknown or repeated key '" + printable(key) + "'");
  }

  template <class T>
  static Result<void> put(Result<T> value, std::optional<T>& target) {
    WASINN_ASSIGN(target, std::move(value));
    return {};
  }

  Result<std::string> text() {
    skip_blanks();
    if (rest_.starts_with('[')) return wrong("it holds records of several fields; save one field alone");
    const char quote = rest_.empty() ? '\0' : rest_.front();
    if (quote != '\'' && quote != '"') return wrong("a text is missing in its header");
    const std::size_t end = rest_.find(quote, 1);
    if (end == rest_.npos) return wrong("a text in its header has no end");
    std::string out(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return out;
  }

  Result<bool> flag() {
    skip_blanks();
    for (const auto& [word, value] : {std::pair("True"sv, true), std::pair("False"sv, false)}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return value;
    }
    return wrong("'fortran_order' is neither True nor False");
  }

  Result<std::vector<std::int64_t>> numbers() {
    std::vector<std::int64_t> out;
    if (!take('(')) return wrong("'shape' is no tuple");
    while (!take(')')) {
      WASINN_ASSIGN(const std::int64_t number, this->number());
      out.push_back(number);
      if (out.size() > kMaxRank) return wrong("it has more than " + std::to_string(kMaxRank) + " dimensions");
      if (take(',')) continue;
      if (take(')')) break;
      return wrong("'shape' has no end");
    }
    return out;
  }

  Result<std::int64_t> number() {
    skip_blanks();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) return wrong("'shape' holds something that is no number");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    if (rest_.starts_with('L')) rest_.remove_prefix(1);  // as Python 2 wrote them
    return value;
  }

  bool take(char wanted) {
    skip_blanks();
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(" \t\r\n"))); }

  std::string_view rest_;
};

struct TypeName {
  std::string_view descr;
  ElementType type;
};

// The first name of each type is the one that is written.
constexpr std::array kTypeNames = {
    TypeName{"<f2", ElementType::F16},   TypeName{"<f4", ElementType::F32},   TypeName{"<f8", ElementType::F64},
    TypeName{"|V2", ElementType::Bf16},  TypeName{"|u1", ElementType::U8},    TypeName{"<i4", ElementType::I32},
    TypeName{"<i8", ElementType::I64},   TypeName{"<V2", ElementType::Bf16},  TypeName{"<u2", ElementType::Bf16},
    TypeName{"<u1", ElementType::U8},
};

Result<ElementType> type_named(const std::string& descr) {
  for (const TypeName& name : kTypeNames) {
    if (name.descr == descr) return name.type;
  }
  if (descr.starts_with('>')) {
    return wrong("its numbers are big-endian ('" + printable(descr) + "'); save array.astype('<" +
                 printable(descr.substr(1)) + "')");
  }
  return wrong("its type '" + printable(descr) + "' is none of wasi-nn's; save it as float16, float32, float64, uint8, "
               "int32, int64, or bf16 as two bytes (V2 or uint16)");
}

/// Where the header's text is in the file.
struct Span {
  std::size_t begin;
  std::size_t size;
};

Result<Span> header_place(std::string_view file) {
  if (file.size() < kPrefixBytes + 2) return wrong("it is cut off");
  const int major = file[6];
  if (major < 1 || major > 3) return wrong("its version is " + std::to_string(major) + "; known are 1, 2 and 3");
  const std::size_t digits = major == 1 ? 2 : 4;
  if (file.size() < kPrefixBytes + digits) return wrong("it is cut off");
  std::size_t size = 0;
  for (std::size_t i = digits; i-- > 0;) size = size << 8 | static_cast<unsigned char>(file[kPrefixBytes + i]);
  const Span place{kPrefixBytes + digits, size};
  if (size > kMostHeaderBytes) return wrong("its header claims " + std::to_string(size) + " bytes");
  if (size > file.size() - place.begin) return wrong("it is cut off in its header");
  return place;
}

std::string python_tuple(const Shape& shape) {
  std::string out = "(";
  for (const std::int64_t size : shape.dimensions()) out += std::to_string(size) + ", ";
  if (shape.rank() > 1) out.resize(out.size() - 2);
  if (shape.rank() == 1) out.pop_back();
  return out + ")";
}

std::string_view name_of(ElementType type) {
  for (const TypeName& name : kTypeNames) {
    if (name.type == type) return name.descr;
  }
  return {};
}

}  // namespace

bool is_npy(ByteView file) noexcept { return text_of(file).starts_with(kMagic); }

Result<TensorView> parse_npy(ByteView file) {
  if (!is_npy(file)) return wrong("it does not begin with NumPy's mark");
  const std::string_view text = text_of(file);
  WASINN_ASSIGN(const Span place, header_place(text));
  WASINN_ASSIGN(const Header header, HeaderReader(text.substr(place.begin, place.size)).read());
  if (!header.descr || !header.fortran_order || !header.shape) return wrong("its header lacks a key");
  WASINN_ASSIGN(const ElementType type, type_named(*header.descr));
  if (*header.fortran_order && header.shape->size() > 1) {
    return wrong("it is in Fortran order; save numpy.ascontiguousarray(array)");
  }
  WASINN_ASSIGN(const Shape shape, Shape::from(*header.shape));
  WASINN_ASSIGN(const std::uint64_t wanted, shape.byte_size(type));
  const ByteView data = file.subspan(place.begin + place.size);
  if (data.size() != wanted) {
    return wrong("it has " + std::to_string(data.size()) + " bytes of data where " +
                 std::string(element_type_name(type)) + shape.text() + " has " + std::to_string(wanted));
  }
  return TensorView{type, shape, data};
}

std::string npy_header(ElementType type, const Shape& shape) {
  std::string text = "{'descr': '" + std::string(name_of(type)) + "', 'fortran_order': False, 'shape': " +
                     python_tuple(shape) + ", }";
  constexpr std::size_t kBefore = kPrefixBytes + 2;
  const std::size_t unpadded = kBefore + text.size() + 1;
  text.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  text += '\n';
  std::string out(kMagic);
  out += "\x01\0"sv;
  out += static_cast<char>(text.size() & 0xFF);
  out += static_cast<char>(text.size() >> 8);
  return out + text;
}

}  // namespace wasinn::cli
