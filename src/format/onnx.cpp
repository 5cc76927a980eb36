// SPDX-License-Identifier: Apache-2.0
// A walk over ONNX messages by a table of which field holds which message.
#include "format/onnx.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "format/protobuf.h"

namespace wasinn::onnx {
namespace {

using Kind = ProtobufField::Kind;

enum class Message : std::uint8_t {
  Model,
  Training,
  Function,
  Graph,
  Node,
  Attribute,
  Tensor,
  Sparse,
  ValueInfo,
  Type,
  ElementOf,
  MapOf,
};

/// A field of `parent` that holds a message.
struct Child {
  Message parent;
  std::uint32_t field;
  Message child;
};

// Field numbers: onnx.proto of the ONNX project (IR version 10). Only messages that can hold tensors, graphs or
// themselves are listed; all other fields are skipped by their length.
constexpr std::array kChildren = {
    Child{Message::Model, 7, Message::Graph},       Child{Message::Model, 20, Message::Training},
    Child{Message::Model, 25, Message::Function},   Child{Message::Training, 1, Message::Graph},
    Child{Message::Training, 2, Message::Graph},    Child{Message::Function, 7, Message::Node},
    Child{Message::Function, 11, Message::Attribute}, Child{Message::Function, 12, Message::ValueInfo},
    Child{Message::Graph, 1, Message::Node},        Child{Message::Graph, 5, Message::Tensor},
    Child{Message::Graph, 11, Message::ValueInfo},  Child{Message::Graph, 12, Message::ValueInfo},
    Child{Message::Graph, 13, Message::ValueInfo},  Child{Message::Graph, 15, Message::Sparse},
    Child{Message::Node, 5, Message::Attribute},    Child{Message::Attribute, 5, Message::Tensor},
    Child{Message::Attribute, 6, Message::Graph},   Child{Message::Attribute, 10, Message::Tensor},
    Child{Message::Attribute, 11, Message::Graph},  Child{Message::Attribute, 14, Message::Type},
    Child{Message::Attribute, 15, Message::Type},   Child{Message::Attribute, 22, Message::Sparse},
    Child{Message::Attribute, 23, Message::Sparse}, Child{Message::Sparse, 1, Message::Tensor},
    Child{Message::Sparse, 2, Message::Tensor},     Child{Message::ValueInfo, 2, Message::Type},
    Child{Message::Type, 4, Message::ElementOf},    Child{Message::Type, 5, Message::MapOf},
    Child{Message::Type, 9, Message::ElementOf},    Child{Message::ElementOf, 1, Message::Type},
    Child{Message::MapOf, 2, Message::Type},
};

constexpr std::uint32_t kModelIrVersion = 1;
constexpr std::uint32_t kModelGraph = 7;
constexpr std::uint32_t kModelOpsetImport = 8;
constexpr std::uint64_t kIrVersionWithOpsets = 3;  // since then opset_import is required
constexpr std::uint32_t kTensorExternalData = 13;
constexpr std::uint32_t kTensorDataLocation = 14;

std::optional<Message> child_of(Message parent, std::uint32_t field) {
  for (const Child& row : kChildren) {
    if (row.parent == parent && row.field == field) return row.child;
  }
  return std::nullopt;
}

bool names_a_file(Message message, const ProtobufField& field) {
  if (message != Message::Tensor) return false;
  return field.number == kTensorExternalData || (field.number == kTensorDataLocation && field.value != 0);
}

Result<void> walk(Message message, ByteView bytes, ModelOrigin origin, unsigned depth) {
  if (depth > kMaxDepth) {
    return fail(ErrorCode::InvalidEncoding,
                "the onnx model nests more than " + std::to_string(kMaxDepth) + " levels deep");
  }
  ProtobufReader reader(bytes);
  while (const auto field = reader.next()) {
    if (field->cut_off) return fail(ErrorCode::InvalidEncoding, "the onnx model is cut off");
    if (origin == ModelOrigin::Guest && names_a_file(message, *field)) {
      return fail(ErrorCode::NamesHostFile,
                  "the onnx model keeps tensors in other files, which a model from bytes cannot; "
                  "put the tensors into the model, or load it by name");
    }
    const auto child = field->kind == Kind::Bytes ? child_of(message, field->number) : std::nullopt;
    if (child) WASINN_TRY(walk(*child, field->bytes, origin, depth + 1));
  }
  if (!reader.complete()) return fail(ErrorCode::InvalidEncoding, "the onnx model is cut off or is not protobuf");
  return {};
}

/// What a model holds at its top level, in whatever order: protobuf does not promise one.
struct Outline {
  std::optional<std::uint64_t> ir_version;
  bool graph = false;
  bool opset = false;
};

/// Nothing at all when field 1 is no number: then the bytes are another kind of message.
Outline outline_of(ByteView model) {
  Outline outline;
  ProtobufReader reader(model);
  while (const auto field = reader.next()) {
    if (field->number == kModelIrVersion) {
      if (field->kind != Kind::Varint) return {};
      outline.ir_version = field->value;
    }
    outline.graph = outline.graph || (field->number == kModelGraph && field->kind == Kind::Bytes);
    outline.opset = outline.opset || (field->number == kModelOpsetImport && field->kind == Kind::Bytes);
  }
  return outline;
}

std::string opset_text(ByteView opset) {
  std::string domain;
  std::uint64_t version = 0;
  ProtobufReader reader(opset);
  while (const auto field = reader.next()) {
    if (field->number == 1) domain = text_of(field->bytes);
    if (field->number == 2) version = field->value;
  }
  const bool standard = domain.empty() || domain == "ai.onnx";
  return (standard ? "" : printable(domain) + " ") + std::to_string(version);
}

}  // namespace

bool recognise(ByteView model) {
  const Outline outline = outline_of(model);
  return outline.ir_version && outline.graph;
}

Result<void> check(ByteView model, ModelOrigin origin) {
  const Outline outline = outline_of(model);
  if (!outline.ir_version || !outline.graph) {
    return fail(ErrorCode::InvalidEncoding, "does not parse as onnx: it has no ir_version and graph");
  }
  WASINN_TRY(walk(Message::Model, model, origin, 1));
  if (*outline.ir_version >= kIrVersionWithOpsets && !outline.opset) {
    return fail(ErrorCode::InvalidEncoding, "the onnx model names no set of operators, as if its end were cut off");
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> describe(ByteView model) {
  std::vector<std::pair<std::string, std::string>> out;
  ProtobufReader reader(model);
  while (const auto field = reader.next()) {
    if (field->number == kModelIrVersion) out.emplace_back("ir version", std::to_string(field->value));
    if (field->number == kModelOpsetImport) out.emplace_back("opset", opset_text(field->bytes));
  }
  return out;
}

}  // namespace wasinn::onnx
