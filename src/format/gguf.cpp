// SPDX-License-Identifier: Apache-2.0
// What must hold between the parts of a GGUF file.
#include "format/gguf.h"

#include <bit>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "base/checked.h"
#include "base/text.h"
#include "format/gguf_reader.h"

namespace wasinn::gguf {
namespace {

constexpr std::uint64_t kUsualAlignment = 32;
constexpr std::uint64_t kMaxAlignment = 1 << 20;
// llama.cpp keeps names in 64 bytes with a zero at the end.
constexpr std::size_t kMaxTensorNameBytes = 63;
// Larger ones are nonsense.
constexpr std::uint64_t kMaxLength = 1 << 24;

constexpr std::string_view kTokens = "tokenizer.ggml.tokens";

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorCode::InvalidEncoding, "the ggml model is damaged: " + what);
}

/// One check of one model.
class Check {
 public:
  Check(const Head& head, std::uint64_t file_size) : head_(head), file_size_(file_size) {}

  Result<void> run() const {
    WASINN_TRY(check_keys());
    WASINN_TRY(check_one_file());
    WASINN_TRY(check_architecture());
    WASINN_TRY(check_vocabulary());
    WASINN_ASSIGN(const std::uint64_t alignment, read_alignment());
    return check_tensors(alignment);
  }

 private:
  Result<void> check_keys() const {
    std::unordered_set<std::string_view> seen;
    for (const Key& key : head_.keys) {
      if (!seen.insert(key.name).second) return wrong("it has the key " + printable(key.name) + " twice");
    }
    return {};
  }

  // A model in several files names the others by its own path, which bytes do not have.
  Result<void> check_one_file() const {
    const Value* count = head_.find("split.count");
    if (count == nullptr || count->whole().value_or(2) <= 1) return {};
    return fail(
        ErrorCode::UnsupportedOperation,
        "the ggml model is one of several files that belong together; llama-gguf-split --merge makes one of them");
  }

  Result<void> check_architecture() const {
    const std::string_view name = head_.text("general.architecture");
    if (name.empty()) return wrong("it does not say its architecture");
    const std::string prefix = std::string(name) + ".";
    for (const char* key : {"context_length", "embedding_length", "feed_forward_length", "vocab_size", "block_count",
                            "attention.head_count", "attention.head_count_kv", "rope.dimension_count",
                            "attention.key_length", "attention.value_length", "expert_count", "expert_used_count"}) {
      WASINN_TRY(check_length(prefix + key));
    }
    const Value* blocks = head_.find(prefix + "block_count");
    if (blocks != nullptr && blocks->whole().value_or(0) > kMaxBlocks) return wrong("it has more than 512 blocks");
    return {};
  }

  // Lengths are whole numbers, or lists with one for each block.
  Result<void> check_length(const std::string& name) const {
    const Value* value = head_.find(name);
    if (value == nullptr) return {};
    if (value->kind == Kind::Array) {
      const bool fits = value->count <= kMaxBlocks && value->element != Kind::String;
      return fits ? Result<void>{} : wrong(name + " is no list of numbers");
    }
    const std::optional<std::uint64_t> length = value->whole();
    if (length && *length <= kMaxLength) return {};
    return wrong(name + " is " + (length ? std::to_string(*length) : "no whole number"));
  }

  Result<void> check_vocabulary() const {
    const Value* tokens = head_.find(kTokens);
    if (tokens == nullptr) return {};
    if (tokens->kind != Kind::Array || tokens->element != Kind::String) return wrong("its tokens are no list of texts");
    if (tokens->count == 0 || tokens->count > kMaxLength) {
      return wrong("it says that it has " + std::to_string(tokens->count) + " tokens");
    }
    WASINN_TRY(check_per_token("tokenizer.ggml.scores", Kind::F32, tokens->count));
    WASINN_TRY(check_per_token("tokenizer.ggml.token_type", Kind::I32, tokens->count));
    for (const Key& key : head_.keys) WASINN_TRY(check_token_id(key, tokens->count));
    return {};
  }

  Result<void> check_per_token(const char* name, Kind element, std::uint64_t count) const {
    const Value* value = head_.find(name);
    if (value == nullptr) return {};
    const bool fits = value->kind == Kind::Array && value->element == element && value->count == count;
    return fits ? Result<void>{} : wrong(std::string(name) + " is no list with a number for each token");
  }

  static Result<void> check_token_id(const Key& key, std::uint64_t count) {
    if (!key.name.starts_with("tokenizer.ggml.") || !key.name.ends_with("_token_id")) return {};
    const std::optional<std::uint64_t> id = key.value.whole();
    // llama.cpp takes the largest number for "none".
    if (id && (*id < count || *id == 0xffffffff)) return {};
    return wrong(printable(key.name) + " is no token");
  }

  Result<std::uint64_t> read_alignment() const {
    const Value* value = head_.find("general.alignment");
    if (value == nullptr) return kUsualAlignment;
    const std::uint64_t alignment = value->kind == Kind::U32 ? value->whole().value_or(0) : 0;
    if (std::has_single_bit(alignment) && alignment >= 8 && alignment <= kMaxAlignment) return alignment;
    return wrong("general.alignment is no power of two from 8 to 1048576");
  }

  Result<void> check_tensors(std::uint64_t alignment) const {
    if (head_.tensors.empty()) return wrong("it has no tensors");
    std::unordered_set<std::string_view> seen;
    const std::uint64_t data = padded(head_.byte_size, alignment);
    std::uint64_t next = 0;
    for (const Tensor& tensor : head_.tensors) {
      const std::string name = "tensor " + printable(tensor.name);
      if (tensor.name.empty() || tensor.name.size() > kMaxTensorNameBytes)
        return wrong(name + " has no name of its size");
      if (!seen.insert(tensor.name).second) return wrong("it has the " + name + " twice");
      WASINN_ASSIGN(const std::uint64_t size, size_of(tensor, name));
      if (tensor.offset != next) return wrong(name + " does not lie where the one before it ends");
      if (data > file_size_ || next > file_size_ - data || size > file_size_ - data - next) {
        return wrong(name + " reaches beyond the file");
      }
      next = padded(next + size, alignment);
    }
    return {};
  }

  static std::uint64_t padded(std::uint64_t size, std::uint64_t alignment) noexcept {
    return (size + alignment - 1) / alignment * alignment;
  }

  static Result<std::uint64_t> size_of(const Tensor& tensor, const std::string& name) {
    const BlockSize block = block_size(tensor.type);
    if (block.elements == 0) return wrong(name + " has the type " + std::to_string(tensor.type));
    if (tensor.sizes[0] % block.elements != 0) return wrong(name + " has rows that are no whole blocks");
    std::optional<std::uint64_t> size = tensor.sizes[0] / block.elements;
    for (int axis = 1; axis < 4 && size; ++axis) size = checked_multiply(*size, tensor.sizes[axis]);
    if (size) size = checked_multiply(*size, block.bytes);
    if (!size || *size == 0 || *size >> 62 != 0) return wrong(name + " has an impossible size");
    return *size;
  }

  const Head& head_;
  std::uint64_t file_size_;
};

std::uint64_t elements_of(const Tensor& tensor) {
  std::uint64_t elements = 1;
  for (const std::uint64_t size : tensor.sizes) elements = checked_multiply(elements, size).value_or(0);
  return elements;
}

// The type that most weights have.
std::string_view most_used_type(const Head& head) {
  std::uint64_t counts[64] = {};
  std::uint32_t most = 0;
  for (const Tensor& tensor : head.tensors) {
    if (tensor.type >= std::size(counts)) continue;
    counts[tensor.type] += elements_of(tensor);
    if (counts[tensor.type] > counts[most]) most = tensor.type;
  }
  return block_size(most).name;
}

}  // namespace

Result<void> check(ByteView model) {
  WASINN_ASSIGN(const Head head, read_head(model));
  return Check(head, model.size()).run();
}

std::vector<std::pair<std::string, std::string>> describe(ByteView model) {
  const auto head = read_head(model);
  if (!head) return {};
  const std::string architecture(head->text("general.architecture"));
  std::uint64_t parameters = 0;
  for (const Tensor& tensor : head->tensors) parameters += elements_of(tensor);
  std::vector<std::pair<std::string, std::string>> properties{{"architecture", printable(architecture)},
                                                              {"name", printable(head->text("general.name"))},
                                                              {"parameters", std::to_string(parameters)},
                                                              {"quantization", std::string(most_used_type(*head))}};
  const Value* length = head->find(architecture + ".context_length");
  if (length != nullptr && length->whole()) properties.emplace_back("context_length", std::to_string(*length->whole()));
  std::erase_if(properties, [](const auto& property) { return property.second.empty(); });
  return properties;
}

}  // namespace wasinn::gguf
