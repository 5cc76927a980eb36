// SPDX-License-Identifier: Apache-2.0
// From TorchScript's types to ports.
#include "signature.h"

#include <algorithm>

#include <torch/csrc/jit/ir/alias_analysis.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/inliner.h>

#include "element_types.h"

namespace pytorch {
namespace {

using c10::TypeKind;
using torch::jit::Node;
using torch::jit::Value;
using wasinn::sdk::Failure;
using wasinn::sdk::Port;

constexpr std::size_t kMostOutputs = 4096;

ValueKind kind_of(const c10::TypePtr& type) {
  switch (type->kind()) {
    case TypeKind::TensorType: return ValueKind::Tensor;
    case TypeKind::IntType: return ValueKind::Integer;
    case TypeKind::FloatType: return ValueKind::Real;
    case TypeKind::OptionalType: {
      const auto inner = type->expectRef<c10::OptionalType>().getElementType();
      return inner->kind() == TypeKind::TensorType ? ValueKind::Tensor : ValueKind::Foreign;
    }
    default: return ValueKind::Foreign;
  }
}

// A port for a value of which nothing else is known.
Port port_for(ValueKind kind, const std::string& name, const c10::TypePtr& type) {
  Port port;
  port.name = name;
  port.rank_known = false;
  if (kind == ValueKind::Tensor) {
    port.type = WASINN_TYPE_ANY;
  } else if (kind == ValueKind::Foreign) {
    port.type_name = type->repr_str();
  } else {
    port.type = kind == ValueKind::Integer ? WASINN_TYPE_I64 : WASINN_TYPE_F64;
    port.rank_known = true;
  }
  return port;
}

std::string count_text(std::size_t declared, std::size_t found, const char* kind) {
  return "wasinn.json inside the model declares " + std::to_string(declared) + " " + kind + ", and its method has " +
         std::to_string(found);
}

// Lets the declaration rule. Only tensors have anything to declare but a name.
void apply(const DeclaredPort& declared, ValueKind kind, Port& port, std::optional<at::ScalarType>& scalar) {
  if (!declared.name.empty()) port.name = declared.name;
  if (kind != ValueKind::Tensor) return;
  if (!declared.type_name.empty()) {
    const auto element = kind_named(declared.type_name);
    if (!element) {
      throw Failure(WASINN_INVALID_ENCODING, "wasinn.json inside the model: '" + declared.type_name +
                                                 "' is no element type; there are " + kind_names());
    }
    port.type = element->type;
    scalar = element->scalar;
    if (element->scalar == at::kChar) port.type_name = declared.type_name;
  }
  port.rank_known = declared.rank_known;
  port.dimensions = declared.dimensions;
}

const Value* input_of(const Node* node, std::size_t index) {
  return node != nullptr && index < node->inputs().size() ? node->inputs()[index] : nullptr;
}

// The parts of the result, with a port for each.
class ResultReader {
 public:
  ResultReader(Signature& signature, const DeclaredPorts& declared, const torch::jit::AliasDb& aliases)
      : signature_(signature), aliases_(aliases) {
    if (declared.outputs) declared_ = &*declared.outputs;
  }

  // `value` is where the graph returns it, if known; `alone` when it is the whole result.
  ResultPart read(const c10::TypePtr& type, const Value* value, const std::string& name, bool alone) {
    switch (type->kind()) {
      case TypeKind::TupleType: return read_tuple(type->expectRef<c10::TupleType>(), value);
      case TypeKind::ListType: return read_list(type->expectRef<c10::ListType>(), value, alone);
      case TypeKind::DictType: return read_dictionary(type->expectRef<c10::DictType>(), value, alone);
      default: return read_single(type, name);
    }
  }

 private:
  // The node that makes a value, where that can be followed and nothing is added to the value later.
  const Node* maker_of(const Value* value, c10::Symbol kind) const {
    const bool known = value != nullptr && value->node()->kind() == kind && !aliases_.hasWriters(value);
    return known ? value->node() : nullptr;
  }

  ResultPart read_single(const c10::TypePtr& type, const std::string& name) {
    if (signature_.outputs.size() >= kMostOutputs) {
      throw Failure(WASINN_TOO_LARGE, "the model has more than " + std::to_string(kMostOutputs) + " outputs");
    }
    ResultPart part;
    part.kind = kind_of(type);
    signature_.outputs.push_back(port_for(part.kind, name, type));
    const std::size_t index = signature_.outputs.size() - 1;
    if (declared_ != nullptr && index < declared_->size()) {
      apply((*declared_)[index], part.kind, signature_.outputs[index], part.scalar);
    }
    return part;
  }

  ResultPart read_tuple(const c10::TupleType& type, const Value* value) {
    const Node* maker = maker_of(value, torch::jit::prim::TupleConstruct);
    ResultPart part;
    part.shape = ResultPart::Shape::Tuple;
    for (std::size_t i = 0; i < type.elements().size(); ++i) {
      const bool named = type.schema() != nullptr && i < type.schema()->arguments().size();
      part.parts.push_back(
          read(type.elements()[i], input_of(maker, i), named ? type.schema()->arguments()[i].name() : "", false));
    }
    return part;
  }

  ResultPart read_list(const c10::ListType& type, const Value* value, bool alone) {
    const Node* maker = maker_of(value, torch::jit::prim::ListConstruct);
    const bool declared = alone && declared_ != nullptr;
    if (maker == nullptr && !declared) throw unknown_length("list");
    ResultPart part;
    part.shape = ResultPart::Shape::List;
    const std::size_t count = declared ? declared_->size() : maker->inputs().size();
    for (std::size_t i = 0; i < count; ++i) {
      part.parts.push_back(read(type.getElementType(), input_of(maker, i), "", false));
    }
    return part;
  }

  ResultPart read_dictionary(const c10::DictType& type, const Value* value, bool alone) {
    const Node* maker = maker_of(value, torch::jit::prim::DictConstruct);
    ResultPart part;
    part.shape = ResultPart::Shape::Dictionary;
    if (type.getKeyType()->kind() != TypeKind::StringType) throw unknown_length("dictionary without names");
    if (alone && declared_ != nullptr) {
      for (const DeclaredPort& port : *declared_) part.keys.push_back(port.name);
    } else {
      part.keys = constant_keys(maker);
    }
    for (std::size_t i = 0; i < part.keys.size(); ++i) {
      part.parts.push_back(read(type.getValueType(), input_of(maker, 2 * i + 1), part.keys[i], false));
    }
    return part;
  }

  static std::vector<std::string> constant_keys(const Node* maker) {
    if (maker == nullptr) throw unknown_length("dictionary");
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < maker->inputs().size(); i += 2) {
      const auto key = torch::jit::toIValue(maker->inputs()[i]);
      if (!key || !key->isString()) throw unknown_length("dictionary");
      keys.push_back(key->toStringRef());
    }
    return keys;
  }

  static Failure unknown_length(const std::string& what) {
    return {WASINN_UNSUPPORTED_OPERATION,
            "the model returns a " + what + " whose entries are not known before it runs; return a tuple, or declare "
            "the outputs in wasinn.json inside the model"};
  }

  Signature& signature_;
  const torch::jit::AliasDb& aliases_;
  const std::vector<DeclaredPort>* declared_ = nullptr;
};

bool takes_no_port(const c10::Argument& argument, ValueKind kind) {
  // Something that may be left out is left out: a guest gives every input that there is.
  return argument.default_value().has_value() && (kind != ValueKind::Tensor || argument.default_value()->isNone());
}

void read_arguments(const c10::FunctionSchema& schema, const DeclaredPorts& declared, Signature& signature) {
  for (std::size_t i = 1; i < schema.arguments().size(); ++i) {
    const c10::Argument& argument = schema.arguments()[i];
    Argument& read = signature.arguments.emplace_back();
    read.kind = kind_of(argument.type());
    if (takes_no_port(argument, read.kind)) {
      read.fixed = argument.default_value();
      continue;
    }
    const std::size_t index = signature.inputs.size();
    signature.inputs.push_back(port_for(read.kind, argument.name(), argument.type()));
    if (declared.inputs && index < declared.inputs->size()) {
      apply((*declared.inputs)[index], read.kind, signature.inputs[index], read.scalar);
    }
  }
}

void check_counts(const DeclaredPorts& declared, const Signature& signature) {
  if (declared.inputs && declared.inputs->size() != signature.inputs.size()) {
    throw Failure(WASINN_INVALID_ENCODING, count_text(declared.inputs->size(), signature.inputs.size(), "inputs"));
  }
  if (declared.outputs && declared.outputs->size() != signature.outputs.size()) {
    throw Failure(WASINN_INVALID_ENCODING, count_text(declared.outputs->size(), signature.outputs.size(), "outputs"));
  }
}

std::string obstacle_in(const Signature& signature) {
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const Port& port = signature.inputs[i];
    if (port.type != WASINN_TYPE_FOREIGN) continue;
    return "input " + std::to_string(i) + " ('" + port.name + "') is " + port.type_name +
           ", which wasi-nn tensors cannot express";
  }
  return {};
}

}  // namespace

Signature read_signature(const torch::jit::Method& method, const DeclaredPorts& declared) {
  Signature signature;
  const c10::FunctionSchema& schema = method.function().getSchema();
  if (schema.arguments().empty() || schema.returns().size() != 1 || schema.is_vararg()) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION, "the model's method 'forward' has no plain arguments and result");
  }
  read_arguments(schema, declared, signature);
  const auto graph = method.graph()->copy();
  torch::jit::Inline(*graph);
  const Value* value = graph->outputs().size() == 1 ? graph->outputs()[0] : nullptr;
  const torch::jit::AliasDb aliases(graph);
  ResultReader results(signature, declared, aliases);
  signature.result = results.read(schema.returns()[0].type(), value, "", true);
  check_counts(declared, signature);
  signature.obstacle = obstacle_in(signature);
  return signature;
}

}  // namespace pytorch
