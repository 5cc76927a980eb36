// SPDX-License-Identifier: Apache-2.0
// A walk over TensorFlow's messages by a table of which field holds which message.
#include "format/tensorflow.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "format/protobuf.h"
#include "format/zip.h"

namespace wasinn::tensorflow {
namespace {

using Kind = ProtobufField::Kind;

constexpr std::string_view kModelFile = "saved_model.pb";

enum class Message : std::uint8_t {
  SavedModel,
  MetaGraph,
  Graph,
  Library,
  Function,
  Node,
  AttributeEntry,
  Attribute,
  AttributeList,
  FunctionName,
  ObjectGraph,
  ObjectEntry,
  ObjectFunction,
  FunctionSpec,
  StructuredValue,
  ListValue,
  DictValue,
  NamedTuple,
  PairValue,
  TypeSpec,
};

/// A field of `parent` that holds a message.
struct Child {
  Message parent;
  std::uint32_t field;
  Message child;
};

// Field numbers: tensorflow/core/protobuf/{saved_model,meta_graph,saved_object_graph,struct}.proto and
// tensorflow/core/framework/{graph,function,node_def,attr_value}.proto. Only messages that can hold operations or
// themselves are listed; all other fields are skipped by their length.
constexpr std::array kChildren = {
    Child{Message::SavedModel, 2, Message::MetaGraph},        Child{Message::MetaGraph, 2, Message::Graph},
    Child{Message::MetaGraph, 7, Message::ObjectGraph},       Child{Message::Graph, 1, Message::Node},
    Child{Message::Graph, 2, Message::Library},               Child{Message::Library, 1, Message::Function},
    Child{Message::Function, 3, Message::Node},               Child{Message::Function, 5, Message::AttributeEntry},
    Child{Message::Node, 5, Message::AttributeEntry},         Child{Message::AttributeEntry, 2, Message::Attribute},
    Child{Message::Attribute, 1, Message::AttributeList},     Child{Message::Attribute, 10, Message::FunctionName},
    Child{Message::AttributeList, 9, Message::FunctionName},  Child{Message::FunctionName, 2, Message::AttributeEntry},
    Child{Message::ObjectGraph, 2, Message::ObjectEntry},
    Child{Message::ObjectEntry, 2, Message::ObjectFunction},
    Child{Message::ObjectFunction, 3, Message::StructuredValue},
    Child{Message::ObjectFunction, 4, Message::StructuredValue},
    Child{Message::StructuredValue, 51, Message::ListValue},  Child{Message::StructuredValue, 52, Message::ListValue},
    Child{Message::StructuredValue, 53, Message::DictValue},  Child{Message::StructuredValue, 54, Message::NamedTuple},
    Child{Message::StructuredValue, 34, Message::TypeSpec},   Child{Message::ListValue, 1, Message::StructuredValue},
    Child{Message::DictValue, 1, Message::PairValue},         Child{Message::NamedTuple, 2, Message::PairValue},
    Child{Message::PairValue, 2, Message::StructuredValue},   Child{Message::TypeSpec, 2, Message::StructuredValue},
};

constexpr std::uint32_t kSavedModelVersion = 1;
constexpr std::uint32_t kSavedModelMetaGraph = 2;
constexpr std::uint32_t kMetaGraphInfo = 1;
constexpr std::uint32_t kMetaGraphGraph = 2;
constexpr std::uint32_t kMetaInfoFrameworkVersion = 5;
constexpr std::uint32_t kGraphVersions = 4;
constexpr std::uint32_t kVersionsProducer = 1;

std::optional<Message> child_of(Message parent, std::uint32_t field) {
  for (const Child& row : kChildren) {
    if (row.parent == parent && row.field == field) return row.child;
  }
  return std::nullopt;
}

Result<void> walk(Message message, ByteView bytes, unsigned depth) {
  if (depth > kMaxDepth) {
    return fail(ErrorCode::InvalidEncoding,
                "the tensorflow model nests more than " + std::to_string(kMaxDepth) + " levels deep");
  }
  ProtobufReader reader(bytes);
  while (const auto field = reader.next()) {
    if (field->cut_off) return fail(ErrorCode::InvalidEncoding, "the tensorflow model is cut off");
    const auto child = field->kind == Kind::Bytes ? child_of(message, field->number) : std::nullopt;
    if (child) WASINN_TRY(walk(*child, field->bytes, depth + 1));
  }
  if (!reader.complete()) {
    return fail(ErrorCode::InvalidEncoding, "the tensorflow model is cut off or is not protobuf");
  }
  return {};
}

/// The first field of a message that has that number and holds bytes.
std::optional<ByteView> find(ByteView message, std::uint32_t number) {
  ProtobufReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == number && field->kind == Kind::Bytes) return field->bytes;
  }
  return std::nullopt;
}

std::uint64_t find_number(ByteView message, std::uint32_t number) {
  ProtobufReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == number && field->kind == Kind::Varint) return field->value;
  }
  return 0;
}

/// A GraphDef begins with its nodes: field 1 is a message whose fields 1 and 2 are the node's name and operation.
bool is_graph(ByteView bytes) {
  const auto node = ProtobufReader(bytes).next();
  if (!node || node->number != 1 || node->kind != Kind::Bytes) return false;
  ProtobufReader reader(node->bytes);
  const auto name = reader.next();
  const auto operation = reader.next();
  return name && operation && name->number == 1 && operation->number == 2 && operation->kind == Kind::Bytes &&
         !operation->bytes.empty();
}

/// A SavedModel begins with the version of its schema and a MetaGraphDef, which begins with what it says of itself.
bool is_saved_model(ByteView bytes) {
  ProtobufReader reader(bytes);
  const auto version = reader.next();
  const auto meta_graph = reader.next();
  if (!version || version->number != kSavedModelVersion || version->kind != Kind::Varint) return false;
  if (!meta_graph || meta_graph->number != kSavedModelMetaGraph || meta_graph->kind != Kind::Bytes) return false;
  const auto info = ProtobufReader(meta_graph->bytes).next();
  return info && info->number <= kMetaGraphGraph && info->kind == Kind::Bytes;
}

bool is_model_file(const zip::Entry& entry) {
  return entry.name == kModelFile || entry.name.ends_with("/" + std::string(kModelFile));
}

bool is_archive(ByteView bytes) {
  if (!zip::recognise(bytes)) return false;
  const auto entries = zip::read_directory(bytes);
  if (entries) return std::any_of(entries->begin(), entries->end(), is_model_file);
  // Whatever is wrong with the archive, its names stand in it as they are.
  return text_of(bytes).find(kModelFile) != std::string_view::npos;
}

Result<void> check_saved_model(ByteView bytes) {
  const auto meta_graph = find(bytes, kSavedModelMetaGraph);
  if (!is_saved_model(bytes) || !meta_graph || !find(*meta_graph, kMetaGraphGraph)) {
    return fail(ErrorCode::InvalidEncoding, "does not parse as tensorflow: its saved_model.pb holds no graph");
  }
  return walk(Message::SavedModel, bytes, 1);
}

/// The archive's one saved_model.pb.
Result<zip::Entry> find_model(const std::vector<zip::Entry>& entries) {
  if (std::count_if(entries.begin(), entries.end(), is_model_file) == 1) {
    return *std::find_if(entries.begin(), entries.end(), is_model_file);
  }
  return fail(ErrorCode::InvalidEncoding, "the zip archive holds more than one saved_model.pb");
}

Result<void> check_archive(ByteView bytes) {
  WASINN_ASSIGN(const auto entries, zip::read_directory(bytes));
  for (const zip::Entry& entry : entries) {
    if (entry.method == zip::kStored || entry.method == zip::kDeflated) continue;
    return fail(ErrorCode::InvalidEncoding, "the zip archive is packed with method " + std::to_string(entry.method) +
                                                "; 0 (stored) and 8 (deflate) are served");
  }
  WASINN_ASSIGN(const zip::Entry model, find_model(entries));
  if (model.method != zip::kStored) return {};
  return check_saved_model(zip::packed_data(bytes, model));
}

using Description = std::vector<std::pair<std::string, std::string>>;

void describe_graph(ByteView graph, Description& out) {
  const auto versions = find(graph, kGraphVersions);
  const std::uint64_t producer = versions ? find_number(*versions, kVersionsProducer) : 0;
  if (producer != 0) out.emplace_back("graph version", std::to_string(producer));
}

void describe_saved_model(ByteView bytes, Description& out) {
  const auto meta_graph = find(bytes, kSavedModelMetaGraph);
  if (!meta_graph) return;
  const auto info = find(*meta_graph, kMetaGraphInfo);
  const auto version = info ? find(*info, kMetaInfoFrameworkVersion) : std::nullopt;
  if (version) out.emplace_back("written by", "TensorFlow " + printable(text_of(*version)));
  if (const auto graph = find(*meta_graph, kMetaGraphGraph)) describe_graph(*graph, out);
}

void describe_archive(ByteView bytes, Description& out) {
  const auto entries = zip::read_directory(bytes);
  const auto model = entries ? find_model(*entries) : tl::unexpected(entries.error());
  if (model && model->method == zip::kStored) describe_saved_model(zip::packed_data(bytes, *model), out);
}

}  // namespace

bool recognise(ByteView model) { return is_archive(model) || is_saved_model(model) || is_graph(model); }

Result<void> check(ByteView model) {
  if (zip::recognise(model)) return check_archive(model);
  return is_graph(model) ? walk(Message::Graph, model, 1) : check_saved_model(model);
}

Description describe(ByteView model) {
  Description out;
  if (zip::recognise(model)) {
    out.emplace_back("kind", "SavedModel in a zip archive");
    describe_archive(model, out);
  } else if (is_graph(model)) {
    out.emplace_back("kind", "GraphDef");
    describe_graph(model, out);
  } else {
    out.emplace_back("kind", "SavedModel");
    describe_saved_model(model, out);
  }
  return out;
}

}  // namespace wasinn::tensorflow
