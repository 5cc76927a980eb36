// SPDX-License-Identifier: Apache-2.0
// The walk over a TensorFlow Lite model.
#include "format/tflite.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/checked.h"
#include "base/text.h"
#include "format/flatbuffer.h"
#include "format/tflite_calls.h"
#include "format/tflite_schema.h"
#include "tensor/shape.h"

namespace wasinn::tflite {
namespace {

using namespace std::string_literals;

constexpr unsigned kOffset = FlatVector::kOffset;
constexpr std::uint64_t kIndexBytes = 4;
constexpr std::int32_t kNoTensor = -1;

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorCode::InvalidEncoding, "the tensorflowlite model is damaged: " + what);
}

std::string numbered(const char* what, std::uint64_t index) { return what + " "s + std::to_string(index); }

template <std::size_t Size>
bool contains(const std::int32_t (&codes)[Size], std::int32_t code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

/// What is known of a tensor while operators are walked in their order.
enum class Content : std::uint8_t { None, Constant, Given, Variable, Written };

/// One walk over one model.
class Check {
 public:
  Check(ByteView bytes, ModelOrigin origin) : file_(bytes), origin_(origin), model_(file_.root()) {}

  Result<void> run() {
    WASINN_TRY(check_outline());
    WASINN_TRY(check_buffers());
    WASINN_TRY(read_codes());
    for (std::uint64_t i = 0; i < subgraphs_.size() && !file_.broken(); ++i) {
      auto checked = check_subgraph(subgraphs_.table(i));
      if (!checked) return fail(std::move(checked).error().within(numbered("subgraph", i)));
    }
    WASINN_TRY(check_metadata());
    WASINN_TRY(check_signatures());
    if (file_.broken()) return wrong("an offset leads out of the file");
    return calls_.check();
  }

 private:
  Result<void> check_outline() {
    const auto version = model_.number<std::uint32_t>(model::kVersion);
    subgraphs_ = model_.vector(model::kSubgraphs, kOffset);
    buffers_ = model_.vector(model::kBuffers, kOffset);
    if (file_.broken()) return wrong("an offset leads out of the file");
    if (version != kSchemaVersion) return wrong("it has version " + std::to_string(version) + " instead of 3");
    if (subgraphs_.size() == 0) return wrong("it has no subgraph");
    if (buffers_.size() == 0) return wrong("it has no buffers");
    calls_ = Calls(subgraphs_.size());
    const bool elsewhere = model_.has(model::kExternalBufferGroups) || model_.has(model::kExternalBuffers);
    return elsewhere ? refuse_files() : Result<void>{};
  }

  Result<void> refuse_files() const {
    if (origin_ == ModelOrigin::Operator) return {};
    return fail(ErrorCode::NamesHostFile,
                "the tensorflowlite model keeps weights in other files, which a model from bytes cannot; "
                "put them into the model, or load it by name");
  }

  Result<void> check_buffers() {
    for (std::uint64_t i = 0; i < buffers_.size() && !file_.broken(); ++i) {
      const FlatTable buffer = buffers_.table(i);
      const auto offset = buffer.number<std::uint64_t>(buffer::kOffset);
      const auto size = buffer.number<std::uint64_t>(buffer::kSize);
      if (!inside(offset, size)) return wrong(numbered("buffer", i) + " is out of the file");
      const std::uint64_t inner = buffer.vector(buffer::kData, 1).size();
      buffer_sizes_.push_back(buffer.has(buffer::kData) ? inner : offset > 1 ? size : 0);
      // A buffer without bytes is none, unless it says so in the file.
      buffer_is_constant_.push_back(buffer.has(buffer::kData) || offset > 1);
    }
    return {};
  }

  bool inside(std::uint64_t offset, std::uint64_t size) const {
    return offset <= 1 || (offset <= file_.size() && size <= file_.size() - offset);
  }

  Result<void> read_codes() {
    const FlatVector codes = model_.vector(model::kOperatorCodes, kOffset);
    for (std::uint64_t i = 0; i < codes.size() && !file_.broken(); ++i) {
      const FlatTable code = codes.table(i);
      const std::int32_t old = code.number<std::int8_t>(operator_code::kDeprecatedCode);
      const std::int32_t builtin = std::max(old, code.number<std::int32_t>(operator_code::kCode));
      if (builtin < 0) return wrong(numbered("operator code", i) + " is " + std::to_string(builtin));
      if (builtin == kCustom && !code.has(operator_code::kCustomCode)) {
        return wrong(numbered("operator code", i) + " is custom and has no name");
      }
      codes_.push_back(builtin);
    }
    return {};
  }

  Result<void> check_subgraph(const FlatTable& subgraph) {
    const FlatVector tensors = subgraph.vector(subgraph::kTensors, kOffset);
    if (!subgraph.has(subgraph::kTensors)) return wrong("it has no tensors");
    tensor_counts_.push_back(tensors.size());
    contents_.clear();
    empty_.clear();
    for (std::uint64_t i = 0; i < tensors.size() && !file_.broken(); ++i) {
      auto checked = check_tensor(tensors.table(i));
      if (!checked) return fail(std::move(checked).error().within(numbered("tensor", i)));
    }
    if (file_.broken()) return {};
    WASINN_TRY(take_inputs(subgraph.vector(subgraph::kInputs, kIndexBytes)));
    const FlatVector operators = subgraph.vector(subgraph::kOperators, kOffset);
    for (std::uint64_t i = 0; i < operators.size() && !file_.broken(); ++i) {
      auto checked = check_operator(operators.table(i));
      if (!checked) return fail(std::move(checked).error().within(numbered("operator", i)));
    }
    return check_outputs(subgraph.vector(subgraph::kOutputs, kIndexBytes));
  }

  Result<void> check_tensor(const FlatTable& tensor) {
    const auto buffer = tensor.number<std::uint32_t>(tensor::kBuffer);
    if (buffer >= buffer_sizes_.size() && buffer != 0) return wrong(numbered("it names buffer", buffer));
    if (tensor.number<std::uint32_t>(tensor::kExternalBuffer) != 0) WASINN_TRY(refuse_files());
    WASINN_ASSIGN(const std::uint64_t count, element_count(tensor));
    WASINN_TRY(check_signature_of(tensor));
    const bool constant = buffer != 0 && buffer_is_constant_[buffer];
    const bool variable = tensor.number<std::uint8_t>(tensor::kIsVariable) != 0;
    if (constant && variable) return wrong("it is constant and variable");
    WASINN_TRY(check_bytes(tensor, count, constant ? std::optional(buffer_sizes_[buffer]) : std::nullopt));
    if (origin_ == ModelOrigin::Guest) WASINN_TRY(refuse_unchecked_tables(tensor));
    contents_.push_back(constant ? Content::Constant : variable ? Content::Variable : Content::None);
    empty_.push_back(count == 0);
    return {};
  }

  /// The product of a tensor's sizes. The sizes beside a 0 count too: operators multiply some of them.
  Result<std::uint64_t> element_count(const FlatTable& tensor) {
    const FlatVector sizes = tensor.vector(tensor::kShape, kIndexBytes);
    if (sizes.size() > kMaxRank) return wrong("its rank is " + std::to_string(sizes.size()));
    std::uint64_t count = 1;
    bool empty = false;
    for (std::uint64_t i = 0; i < sizes.size(); ++i) {
      const auto size = sizes.number<std::int32_t>(i);
      if (size < 0) return wrong("a size is " + std::to_string(size));
      empty = empty || size == 0;
      const auto product = checked_multiply(count, static_cast<std::uint64_t>(std::max(size, 1)));
      if (!product || *product > kMaxTensorBytes) return too_large(count);
      count = *product;
    }
    return empty ? 0 : count;
  }

  Result<void> check_signature_of(const FlatTable& tensor) {
    const FlatVector sizes = tensor.vector(tensor::kShapeSignature, kIndexBytes);
    if (sizes.size() > kMaxRank) return wrong("the rank of its signature is " + std::to_string(sizes.size()));
    for (std::uint64_t i = 0; i < sizes.size(); ++i) {
      const auto size = sizes.number<std::int32_t>(i);
      if (size < -1) return wrong("a size of its signature is " + std::to_string(size));
    }
    return {};
  }

  static tl::unexpected<Error> too_large(std::uint64_t count) {
    return fail(ErrorCode::TooLarge, "it has more than " + format_byte_size(kMaxTensorBytes) +
                                         ", the most that is taken (sizes multiply to " + std::to_string(count) +
                                         " and more)");
  }

  /// `held`: the bytes that a constant has.
  Result<void> check_bytes(const FlatTable& tensor, std::uint64_t count, std::optional<std::uint64_t> held) {
    const auto type = tensor.number<std::int8_t>(tensor::kType);
    const unsigned bits = element_bits(type);
    const auto bytes = checked_multiply(count, std::max(bits, 8u));
    if (!bytes || *bytes / 8 > kMaxTensorBytes) return too_large(count);
    if (!held || tensor.has(tensor::kSparsity)) return {};
    if (type == kString) return check_strings(tensor, count);
    const std::uint64_t needed = (count * bits + 7) / 8;
    if (bits == 0 || needed <= *held) return {};
    return wrong("it has " + std::to_string(*held) + " bytes where its shape needs " + std::to_string(needed));
  }

  /// A constant of texts: how many, where each begins, where the last ends, and their bytes.
  Result<void> check_strings(const FlatTable& tensor, std::uint64_t count) {
    const FlatTable table = buffers_.table(tensor.number<std::uint32_t>(tensor::kBuffer));
    if (!table.has(buffer::kData)) return wrong("its texts are behind the model's tables");
    const FlatVector bytes = table.vector(buffer::kData, 1);
    if (bytes.size() < 4) return count == 0 ? Result<void>{} : wrong("its texts have no count");
    const std::uint64_t texts = at(bytes, 0);
    if (texts != count) return wrong("it has " + std::to_string(texts) + " texts for " + std::to_string(count));
    if (4 * (texts + 2) > bytes.size()) return wrong("its texts have no places");
    std::uint64_t last = 4 * (texts + 2);
    for (std::uint64_t i = 0; i <= texts; ++i) {
      const std::uint64_t place = at(bytes, 4 * (i + 1));
      if (place < last || place > bytes.size()) return wrong("a text lies elsewhere");
      last = place;
    }
    return {};
  }

  static std::uint32_t at(const FlatVector& bytes, std::uint64_t place) {
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.bytes().data() + place, sizeof number);
    return number;
  }

  static Result<void> refuse_unchecked_tables(const FlatTable& tensor) {
    const FlatTable quantization = tensor.table(tensor::kQuantization);
    const bool blocks =
        quantization.number<std::uint8_t>(quantization::kDetailsType) != quantization::kNoDetails;
    if (!blocks && !tensor.has(tensor::kSparsity)) return {};
    return fail(ErrorCode::UnsupportedOperation,
                "its numbers are "s + (blocks ? "quantised in blocks" : "sparse") +
                    ", which is served only for models that the operator names");
  }

  Result<std::uint64_t> tensor_at(const FlatVector& indices, std::uint64_t i) {
    const auto index = indices.number<std::int32_t>(i);
    if (index >= 0 && static_cast<std::uint64_t>(index) < contents_.size()) return static_cast<std::uint64_t>(index);
    return wrong("it names tensor " + std::to_string(index) + " of " + std::to_string(contents_.size()));
  }

  Result<void> take_inputs(const FlatVector& inputs) {
    for (std::uint64_t i = 0; i < inputs.size(); ++i) {
      WASINN_ASSIGN(const std::uint64_t index, tensor_at(inputs, i));
      if (contents_[index] == Content::None) contents_[index] = Content::Given;
    }
    return {};
  }

  Result<void> check_outputs(const FlatVector& outputs) {
    for (std::uint64_t i = 0; i < outputs.size(); ++i) {
      WASINN_ASSIGN(const std::uint64_t index, tensor_at(outputs, i));
      WASINN_TRY(check_written(index));
    }
    return {};
  }

  Result<void> check_written(std::uint64_t index) const {
    if (contents_[index] != Content::None || empty_[index]) return {};
    return wrong(numbered("nothing writes tensor", index) + " before it is read");
  }

  Result<void> check_operator(const FlatTable& operation) {
    const auto code_index = operation.number<std::uint32_t>(operation::kOpcodeIndex);
    if (code_index >= codes_.size()) return wrong(numbered("it names operator code", code_index));
    const std::int32_t code = codes_[code_index];
    const auto offset = operation.number<std::uint64_t>(operation::kLargeCustomOffset);
    const auto size = operation.number<std::uint64_t>(operation::kLargeCustomSize);
    if (!inside(offset, size)) return wrong("its options are out of the file");
    const FlatVector inputs = operation.vector(operation::kInputs, kIndexBytes);
    WASINN_TRY(check_reads(inputs, code));
    if (origin_ == ModelOrigin::Guest) WASINN_TRY(refuse_unchecked_inputs(inputs, code));
    const FlatVector intermediates = operation.vector(operation::kIntermediates, kIndexBytes);
    for (std::uint64_t i = 0; i < intermediates.size(); ++i) WASINN_TRY(tensor_at(intermediates, i));
    WASINN_TRY(check_writes(operation.vector(operation::kOutputs, kIndexBytes)));
    return calls_.add(tensor_counts_.size() - 1, code, operation);
  }

  /// What the framework's operators read without a check of their own.
  Result<void> refuse_unchecked_inputs(const FlatVector& inputs, std::int32_t code) const {
    const std::uint64_t count = inputs.size();
    if (code == kDepthwise && (count < kDepthwiseInputs || inputs.number<std::int32_t>(kDepthwiseInputs - 1) < 0)) {
      return wrong("a depthwise convolution has no bias");
    }
    if (contains(kWithEmptyConstants, code)) return {};
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto index = inputs.number<std::int32_t>(i);
      if (index < 0) continue;
      const auto tensor = static_cast<std::size_t>(index);
      if (contents_[tensor] == Content::Constant && empty_[tensor]) {
        return wrong(numbered("it reads tensor", tensor) + ", a constant without elements");
      }
    }
    return {};
  }

  Result<void> check_reads(const FlatVector& inputs, std::int32_t code) {
    const bool may_lack = contains(kWithOptionalInputs, code);
    for (std::uint64_t i = 0; i < inputs.size(); ++i) {
      if (may_lack && inputs.number<std::int32_t>(i) == kNoTensor) continue;
      WASINN_ASSIGN(const std::uint64_t index, tensor_at(inputs, i));
      WASINN_TRY(check_written(index));
    }
    return {};
  }

  Result<void> check_writes(const FlatVector& outputs) {
    for (std::uint64_t i = 0; i < outputs.size(); ++i) {
      WASINN_ASSIGN(const std::uint64_t index, tensor_at(outputs, i));
      if (contents_[index] != Content::None) {
        return wrong(numbered("it writes tensor", index) + ", which has its content already");
      }
      contents_[index] = Content::Written;
    }
    return {};
  }

  Result<void> check_metadata() {
    const FlatVector entries = model_.vector(model::kMetadata, kOffset);
    for (std::uint64_t i = 0; i < entries.size() && !file_.broken(); ++i) {
      const FlatTable entry = entries.table(i);
      const auto buffer = entry.number<std::uint32_t>(metadata::kBuffer);
      if (buffer >= buffers_.size()) return wrong(numbered("metadata", i) + numbered(" names buffer", buffer));
      if (!entry.has(metadata::kName)) return wrong(numbered("metadata", i) + " has no name");
    }
    return {};
  }

  Result<void> check_signatures() {
    const FlatVector signatures = model_.vector(model::kSignatures, kOffset);
    for (std::uint64_t i = 0; i < signatures.size() && !file_.broken(); ++i) {
      const FlatTable signature = signatures.table(i);
      const auto subgraph = signature.number<std::uint32_t>(signature::kSubgraphIndex);
      if (subgraph >= tensor_counts_.size()) return wrong(numbered("a signature names subgraph", subgraph));
      for (const unsigned side : {signature::kInputs, signature::kOutputs}) {
        const FlatVector maps = signature.vector(side, kOffset);
        for (std::uint64_t j = 0; j < maps.size() && !file_.broken(); ++j) {
          const auto tensor = maps.table(j).number<std::uint32_t>(tensor_map::kTensorIndex);
          if (tensor >= tensor_counts_[subgraph]) return wrong(numbered("a signature names tensor", tensor));
        }
      }
    }
    return {};
  }

  FlatBuffer file_;
  ModelOrigin origin_;
  FlatTable model_;
  FlatVector subgraphs_;
  FlatVector buffers_;
  std::vector<std::uint64_t> buffer_sizes_;
  std::vector<bool> buffer_is_constant_;
  std::vector<std::int32_t> codes_;           // by operator code
  std::vector<std::uint64_t> tensor_counts_;  // by subgraph
  std::vector<Content> contents_;             // by tensor of the subgraph that is walked
  std::vector<bool> empty_;                   // likewise: it has no elements
  Calls calls_;
};

// The texts in one field of the tables in a vector: "a, b".
std::string listed(const FlatVector& tables, unsigned slot) {
  std::string texts;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(tables.size(), 32); ++i) {
    texts += (i == 0 ? "" : ", ") + printable(tables.table(i).text(slot));
  }
  return texts;
}

}  // namespace

Result<void> check(ByteView model, ModelOrigin origin) { return Check(model, origin).run(); }

std::vector<std::pair<std::string, std::string>> describe(ByteView model) {
  FlatBuffer file(model);
  const FlatTable root = file.root();
  std::vector<std::pair<std::string, std::string>> out;
  const auto add = [&out](const char* key, std::string value) {
    if (!value.empty()) out.emplace_back(key, std::move(value));
  };
  out.emplace_back("version", std::to_string(root.number<std::uint32_t>(model::kVersion)));
  add("description", printable(root.text(model::kDescription), 512));
  add("signatures", listed(root.vector(model::kSignatures, kOffset), signature::kKey));
  add("metadata", listed(root.vector(model::kMetadata, kOffset), metadata::kName));
  if (file.broken()) return {};
  return out;
}

}  // namespace wasinn::tflite
