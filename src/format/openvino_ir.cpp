// SPDX-License-Identifier: Apache-2.0
// One walk over the XML, which gathers the operators of each graph and checks every number on the way.
#include "format/openvino_ir.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/checked.h"
#include "base/text.h"
#include "format/openvino_operators.h"
#include "format/xml.h"

namespace wasinn::openvino_ir {
namespace {

constexpr std::uint64_t kMostSize = (std::uint64_t{1} << 31) - 1;

tl::unexpected<Error> invalid(const std::string& what) {
  return fail(ErrorCode::InvalidEncoding, "the openvino model " + what);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == text.npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// A size, or what stands for one that is not known: "4", "?", "-1", "1..8", "..8", "1..".
bool is_size(std::string_view text) {
  if (text == "?" || text == "-1" || text == "...") return true;
  if (const std::size_t dots = text.find(".."); dots != text.npos) {
    const std::string_view low = text.substr(0, dots);
    const std::string_view high = text.substr(dots + 2);
    return (low.empty() || is_size(low)) && (high.empty() || is_size(high));
  }
  const auto value = number_in(text);
  return value && *value <= kMostSize;
}

/// Applies `action` to each trimmed part between commas; false as soon as it says so.
template <class Action>
bool each_of(std::string_view list, Action action) {
  while (true) {
    const std::size_t comma = list.find(',');
    if (!action(trimmed(list.substr(0, comma)))) return false;
    if (comma == list.npos) return true;
    list.remove_prefix(comma + 1);
  }
}

/// The number of elements of a shape without unknown sizes.
std::optional<std::uint64_t> element_count(std::string_view shape) {
  std::uint64_t count = 1;
  if (trimmed(shape).empty()) return count;
  const bool fits = each_of(shape, [&count](std::string_view size) {
    const auto value = number_in(size);
    const auto product = value ? checked_multiply(count, *value) : std::nullopt;
    if (product) count = *product;
    return product.has_value();
  });
  return fits ? std::optional(count) : std::nullopt;
}

/// The bytes that such a constant takes up.
std::optional<std::uint64_t> constant_bytes(std::string_view shape, unsigned bits) {
  const auto count = element_count(shape);
  const auto all_bits = count ? checked_multiply(*count, bits) : std::nullopt;
  const auto rounded = all_bits ? checked_add(*all_bits, 7) : std::nullopt;
  return rounded ? std::optional(*rounded / 8) : std::nullopt;
}

/// An element that holds <layers> and <edges>: the model, or the body of an operator.
struct OpenGraph {
  unsigned depth = 0;  // of its <layers>
  bool has_edges = false;
  OperatorGraph graph;
};

/// The walk.
class Walk {
 public:
  Walk(std::span<const ByteView> parts, ModelOrigin origin) : reader_(text_of(parts.front())), origin_(origin) {
    if (parts.size() > 1) weights_ = parts[1];
    if (parts.size() == 1 && origin == ModelOrigin::Guest) weights_ = ByteView();
  }

  Result<void> run() {
    while (reader_.more()) {
      WASINN_ASSIGN(const XmlTag tag, reader_.next());
      WASINN_TRY(tag.kind == XmlTag::Kind::Open ? open(tag) : close(tag));
    }
    return reader_.check_end();
  }

 private:
  Result<void> open(const XmlTag& tag) {
    if (++elements_ > kMaxElements) return fail(ErrorCode::TooLarge, "the openvino model has too many XML elements");
    if (tag.depth == 1) return open_root(tag);
    if (origin_ == ModelOrigin::Guest && tag.name.find("weights_path") != tag.name.npos) {
      return fail(ErrorCode::NamesHostFile,
                  "the openvino model names a file of weights, which a model from bytes cannot; give the weights as its "
                  "second part");
    }
    if (tag.name == "layers") return open_graph(tag);
    if (tag.name == "edges") return open_edges(tag);
    if (tag.name == "layer") return open_operator(tag);
    if (tag.name == "edge") return open_edge(tag);
    if (tag.name == "data") return open_data(tag);
    if (tag.name == "port") return open_port(tag);
    if (tag.name == "input") in_input_ = tag.depth;
    return {};
  }

  Result<void> close(const XmlTag& tag) {
    if (tag.name == "dim" && !is_size(trimmed(tag.text))) {
      return invalid("has a dimension '" + printable(trimmed(tag.text)) + "'");
    }
    if (tag.name == "input") in_input_ = 0;
    if (graphs_.empty() || tag.depth + 1 != graphs_.back().depth) return {};
    const OpenGraph done = std::move(graphs_.back());
    graphs_.pop_back();
    return check_operators(done.graph, origin_);
  }

  Result<void> open_root(const XmlTag& tag) {
    if (tag.name != "net") return invalid("has <" + printable(tag.name) + "> where <net> belongs");
    if (!number_in(tag.attribute("version"))) return invalid("has no version");
    return {};
  }

  Result<void> open_graph(const XmlTag& tag) {
    if (!graphs_.empty() && graphs_.back().depth == tag.depth) {
      return invalid("has two lists of operators in one graph");
    }
    graphs_.push_back({tag.depth, false, {}});
    return {};
  }

  Result<void> open_edges(const XmlTag& tag) {
    if (graphs_.empty() || graphs_.back().depth != tag.depth || graphs_.back().has_edges) {
      return invalid("has edges that do not follow a list of operators");
    }
    graphs_.back().has_edges = true;
    return {};
  }

  Result<void> open_operator(const XmlTag& tag) {
    if (graphs_.empty() || graphs_.back().depth + 1 != tag.depth) return invalid("has a layer outside of <layers>");
    if (++operators_ > kMaxOperators && origin_ == ModelOrigin::Guest) {
      return fail(ErrorCode::TooLarge, "the openvino model has more than " + std::to_string(kMaxOperators) +
                                           " operators, the most for a model from bytes");
    }
    Operator& added = graphs_.back().graph.operators.emplace_back();
    const auto id = number_in(tag.attribute("id"));
    added.type = lower_case(tag.attribute("type"));
    if (!id || added.type.empty()) return invalid("has a layer without an id or a type");
    added.id = *id;
    return {};
  }

  Result<void> open_edge(const XmlTag& tag) {
    if (graphs_.empty() || graphs_.back().depth + 1 != tag.depth) return invalid("has an edge outside of <edges>");
    const auto from = number_in(tag.attribute("from-layer"));
    const auto to = number_in(tag.attribute("to-layer"));
    const auto to_port = number_in(tag.attribute("to-port"));
    if (!from || !to || !to_port || !number_in(tag.attribute("from-port"))) {
      return invalid("has an edge that does not say from where to where");
    }
    graphs_.back().graph.edges.push_back({*from, *to, *to_port});
    return {};
  }

  /// The operator whose direct child, or grandchild for `levels` 2, is at `depth`; nullptr when there is none.
  Operator* owner(unsigned depth, unsigned levels) {
    const bool inside = !graphs_.empty() && graphs_.back().depth + 1 + levels == depth;
    return inside && !graphs_.back().graph.operators.empty() ? &graphs_.back().graph.operators.back() : nullptr;
  }

  Result<void> open_port(const XmlTag& tag) {
    Operator* item = owner(tag.depth, 2);
    if (item == nullptr || in_input_ + 1 != tag.depth) return {};
    const auto id = number_in(tag.attribute("id"));
    if (!id) return invalid("has an input without an id");
    item->input_ports.push_back(*id);
    return {};
  }

  Result<void> open_data(const XmlTag& tag) {
    Operator* item = owner(tag.depth, 1);
    if (item == nullptr) return {};
    if (item->has_data) return invalid("has a layer with two lists of attributes");
    item->has_data = true;
    item->has_variable = !tag.attribute("variable_id").empty();
    item->element_type = tag.attribute("element_type");
    const bool is_constant = item->type == "const" || item->type == "constant";
    if (is_constant || item->type == "parameter") WASINN_TRY(check_shape(tag.attribute("shape")));
    return is_constant ? check_weights(tag, *item) : Result<void>();
  }

  static Result<void> check_shape(std::string_view shape) {
    if (trimmed(shape).empty() || each_of(shape, is_size)) return {};
    return invalid("has a shape '" + printable(shape) + "'");
  }

  Result<void> check_weights(const XmlTag& tag, Operator& item) const {
    const std::string_view offset_text = tag.attribute("offset");
    const std::string_view size_text = tag.attribute("size");
    const auto offset = number_in(offset_text);
    const auto size = number_in(size_text);
    const auto end = offset && size ? checked_add(*offset, *size) : std::nullopt;
    if (!end) return invalid("has weights at '" + printable(offset_text) + "' of '" + printable(size_text) + "' bytes");
    WASINN_TRY(check_constant(tag, *size));
    if (!weights_) return {};
    if (*end > weights_->size()) {
      return invalid("has weights up to byte " + std::to_string(*end) + ", and its second part has " +
                     std::to_string(weights_->size()) + " bytes");
    }
    item.weights = weights_->subspan(static_cast<std::size_t>(*offset), static_cast<std::size_t>(*size));
    item.is_constant = true;
    return {};
  }

  static Result<void> check_constant(const XmlTag& tag, std::uint64_t size) {
    const std::string_view element_type = tag.attribute("element_type");
    const unsigned bits = element_bits(element_type);
    if (bits == 0) return {};
    const auto needed = constant_bytes(tag.attribute("shape"), bits);
    if (needed && *needed <= size) return {};
    return invalid("has a constant " + printable(element_type) + "[" + printable(tag.attribute("shape")) + "] in " +
                   std::to_string(size) + " bytes");
  }

  XmlReader reader_;
  ModelOrigin origin_;
  std::optional<ByteView> weights_;  // nothing: not known here
  std::vector<OpenGraph> graphs_;
  std::size_t elements_ = 0;
  std::size_t operators_ = 0;
  unsigned in_input_ = 0;  // depth of the <input> that is open; 0: none
};

}  // namespace

Result<void> check(std::span<const ByteView> parts, ModelOrigin origin) {
  if (parts.front().size() > kMaxXmlBytes) {
    return fail(ErrorCode::TooLarge, "the openvino model has " + format_byte_size(parts.front().size()) +
                                         " of XML; at most " + format_byte_size(kMaxXmlBytes) + " is served");
  }
  return Walk(parts, origin).run();
}

std::vector<std::pair<std::string, std::string>> describe(std::span<const ByteView> parts) {
  std::vector<std::pair<std::string, std::string>> out;
  std::set<std::string_view> opsets;
  std::string producer;
  XmlReader reader(text_of(parts.front()));
  while (reader.more()) {
    const auto tag = reader.next();
    if (!tag) break;
    if (tag->kind == XmlTag::Kind::Close) continue;
    if (tag->depth == 1) out.emplace_back("ir version", printable(tag->attribute("version")));
    if (tag->name == "layer") opsets.insert(tag->attribute("version"));
    if (tag->name == "Runtime_version") producer = printable(tag->attribute("value"));
  }
  std::string list;
  for (const std::string_view opset : opsets) list += (list.empty() ? "" : ", ") + printable(opset);
  if (!list.empty()) out.emplace_back("opset", printable(list));
  if (!producer.empty()) out.emplace_back("producer", producer);
  return out;
}

}  // namespace wasinn::openvino_ir
