// SPDX-License-Identifier: Apache-2.0
// The table of operators, and the walk that asks it.
#include "format/openvino_operators.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>

#include "base/text.h"

namespace wasinn::openvino_ir {
namespace {

/// What an input must be in a model that comes from a guest.
enum class Need : std::uint8_t {
  Constant,  ///< a constant
  NonZero,   ///< a constant without zeros
  Small      ///< a constant of integers that are no more than kMostSmall
};

constexpr std::int64_t kMostSmall = std::int64_t{1} << 24;

struct LeastInputs {
  std::string_view type;
  std::size_t count;
};

/// With fewer the framework reads past the inputs that there are.
constexpr std::array kLeastInputs = {LeastInputs{"broadcast", 2}, LeastInputs{"maxpool", 1}, LeastInputs{"slice", 4},
                                     LeastInputs{"slicescatter", 5}};

/// Of a state; without its name the framework follows a null pointer.
constexpr std::array kStateful = {std::string_view("assign"), std::string_view("readvalue")};

/// Indices that are not checked against the tensor that they point into, also where they are constants.
constexpr std::array kUnchecked = {std::string_view("gathernd"), std::string_view("scatterelementsupdate"),
                                   std::string_view("unique")};

struct InputNeed {
  std::string_view type;
  std::size_t input;
  Need need;
};

constexpr std::array kNeeds = {
    InputNeed{"gather", 2, Need::Constant},  // the axis
    InputNeed{"mod", 1, Need::NonZero},      // the divisor
    InputNeed{"range", 2, Need::NonZero},    // the step
    InputNeed{"pad", 1, Need::Small},        // the widths
    InputNeed{"pad", 2, Need::Small},
};

template <class List>
bool contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool has_zeros(const Operator& constant) {
  const std::size_t size = element_bits(constant.element_type) / 8;
  if (size == 0 || constant.weights.empty()) return true;
  const auto is_zero = [](std::byte byte) { return byte == std::byte{0}; };
  for (std::size_t at = 0; at + size <= constant.weights.size(); at += size) {
    const ByteView element = constant.weights.subspan(at, size);
    if (std::all_of(element.begin(), element.end(), is_zero)) return true;
  }
  return false;
}

template <class Integer>
bool are_small(ByteView bytes) {
  for (std::size_t at = 0; at + sizeof(Integer) <= bytes.size(); at += sizeof(Integer)) {
    Integer value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    if (value > kMostSmall || value < -kMostSmall) return false;
  }
  return true;
}

bool satisfies(const Operator& constant, Need need) {
  switch (need) {
    case Need::Constant: return true;
    case Need::NonZero: return !has_zeros(constant);
    case Need::Small:
      if (constant.element_type == "i32") return are_small<std::int32_t>(constant.weights);
      return constant.element_type == "i64" && are_small<std::int64_t>(constant.weights);
  }
  return false;
}

const char* need_text(Need need) {
  switch (need) {
    case Need::Constant: return "a constant";
    case Need::NonZero: return "a constant without zeros";
    case Need::Small: return "a constant of small integers";
  }
  return "";
}

/// The checks of one graph.
class Check {
 public:
  Check(const OperatorGraph& graph, ModelOrigin origin) : graph_(graph), origin_(origin) {}

  Result<void> run() {
    for (const Operator& item : graph_.operators) {
      if (!by_id_.emplace(item.id, &item).second) {
        return fail(ErrorCode::InvalidEncoding, "the openvino model has two operators with the id " +
                                                    std::to_string(item.id));
      }
    }
    for (const Edge& edge : graph_.edges) edges_to_[edge.to].push_back(&edge);
    for (const Operator& item : graph_.operators) WASINN_TRY(check(item));
    return {};
  }

 private:
  Result<void> check(const Operator& item) const {
    WASINN_TRY(check_connections(item));
    for (const LeastInputs& row : kLeastInputs) {
      if (row.type == item.type && inputs_of(item).size() < row.count) return lacks(item, "inputs");
    }
    if (contains(kStateful, item.type) && !item.has_variable) return lacks(item, "a variable_id");
    if (origin_ != ModelOrigin::Guest) return {};
    if (contains(kUnchecked, item.type)) {
      return refuse(item, "its indices come with the data");
    }
    for (const InputNeed& row : kNeeds) {
      if (row.type == item.type) WASINN_TRY(check_need(item, row));
    }
    return {};
  }

  Result<void> check_connections(const Operator& item) const {
    std::set<std::uint64_t> ports;
    for (const Edge* edge : inputs_of(item)) {
      if (!ports.insert(edge->to_port).second) return lacks(item, "an input, as another is connected twice");
    }
    const std::set<std::uint64_t> given(item.input_ports.begin(), item.input_ports.end());
    if (given.size() != item.input_ports.size()) return lacks(item, "an id of its own for each input");
    return {};
  }

  Result<void> check_need(const Operator& item, const InputNeed& row) const {
    if (row.input >= item.input_ports.size()) return {};
    for (const Edge* edge : inputs_of(item)) {
      if (edge->to_port != item.input_ports[row.input]) continue;
      const auto source = by_id_.find(edge->from);
      const bool constant = source != by_id_.end() && source->second->is_constant;
      if (constant && satisfies(*source->second, row.need)) continue;
      return refuse(item, "its input " + std::to_string(row.input) + " is not " + need_text(row.need) +
                              ", as a model from a guest needs");
    }
    return {};
  }

  const std::vector<const Edge*>& inputs_of(const Operator& item) const {
    static const std::vector<const Edge*> none;
    const auto found = edges_to_.find(item.id);
    return found == edges_to_.end() ? none : found->second;
  }

  static tl::unexpected<Error> lacks(const Operator& item, const std::string& what) {
    return fail(ErrorCode::InvalidEncoding, "the openvino model has an operator " + printable(item.type) + " (id " +
                                                std::to_string(item.id) + ") that lacks " + what);
  }

  static tl::unexpected<Error> refuse(const Operator& item, const std::string& why) {
    return fail(ErrorCode::UnsupportedOperation, "the operator " + printable(item.type) + " (id " +
                                                     std::to_string(item.id) +
                                                     ") is not served in openvino models from bytes: " + why +
                                                     "; the operator of this host can serve the model by name");
  }

  const OperatorGraph& graph_;
  ModelOrigin origin_;
  std::map<std::uint64_t, const Operator*> by_id_;
  std::map<std::uint64_t, std::vector<const Edge*>> edges_to_;
};

}  // namespace

unsigned element_bits(std::string_view element_type) noexcept {
  struct Row {
    std::string_view name;
    unsigned bits;
  };
  constexpr std::array kRows = {
      Row{"f32", 32},    Row{"f16", 16},   Row{"bf16", 16},   Row{"f64", 64},    Row{"i4", 4},      Row{"i8", 8},
      Row{"i16", 16},    Row{"i32", 32},   Row{"i64", 64},    Row{"u1", 1},      Row{"u2", 2},      Row{"u3", 3},
      Row{"u4", 4},      Row{"u6", 6},     Row{"u8", 8},      Row{"u16", 16},    Row{"u32", 32},    Row{"u64", 64},
      Row{"boolean", 8}, Row{"nf4", 4},    Row{"f8e4m3", 8},  Row{"f8e5m2", 8},  Row{"f4e2m1", 4},  Row{"f8e8m0", 8},
  };
  const auto found =
      std::find_if(kRows.begin(), kRows.end(), [element_type](const Row& row) { return row.name == element_type; });
  return found == kRows.end() ? 0 : found->bits;
}

Result<void> check_operators(const OperatorGraph& graph, ModelOrigin origin) { return Check(graph, origin).run(); }

}  // namespace wasinn::openvino_ir
