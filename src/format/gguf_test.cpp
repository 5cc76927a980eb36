// SPDX-License-Identifier: Apache-2.0
// GGUF files made here, and what is wrong with them.
#include "format/gguf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>

#include "format/format.h"
#include "tests/doubles/damaged_model.h"

namespace wasinn::gguf {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

template <class T>
std::string bytes(T value) {
  std::string out(sizeof value, '\0');
  std::memcpy(out.data(), &value, sizeof value);
  return out;
}

std::string text(const std::string& value) {
  return bytes<std::uint64_t>(value.size()) + value;
}
std::string text_key(const std::string& key, const std::string& value) {
  return text(key) + bytes<std::uint32_t>(8) + text(value);
}
std::string number_key(const std::string& key, std::uint32_t value) {
  return text(key) + bytes<std::uint32_t>(4) + bytes(value);
}
std::string texts_key(const std::string& key, std::vector<std::string> values) {
  std::string out = text(key) + bytes<std::uint32_t>(9) + bytes<std::uint32_t>(8) + bytes<std::uint64_t>(values.size());
  for (const std::string& value : values) out += text(value);
  return out;
}

// What a file is made of; a test changes one of them.
struct Parts {
  std::string magic = "GGUF";
  std::uint32_t version = 3;
  std::uint64_t tensor_count = 2;
  std::uint64_t key_count = 3;
  std::string keys = text_key("general.architecture", "llama") + text_key("general.name", "a name") +
                     number_key("llama.context_length", 512);
  std::string first = tensor("one", {32, 4}, 2, 0);
  std::string second = tensor("two", {8}, 0, 96);
  std::size_t data = 96 + 32;

  static std::string tensor(const std::string& name, std::vector<std::uint64_t> sizes, std::uint32_t type,
                            std::uint64_t offset) {
    std::string out = text(name) + bytes(static_cast<std::uint32_t>(sizes.size()));
    for (const std::uint64_t size : sizes) out += bytes(size);
    return out + bytes(type) + bytes(offset);
  }

  void add_key(const std::string& key) {
    keys += key;
    ++key_count;
  }

  std::string file() const {
    std::string out = magic + bytes(version) + bytes(tensor_count) + bytes(key_count) + keys + first + second;
    out.resize((out.size() + 31) / 32 * 32);
    return out + std::string(data, 'x');
  }
};

Result<void> checked(const Parts& parts) {
  return check(bytes_of(parts.file()));
}

TEST(Gguf, TakesAWellFormedFile) {
  const auto result = checked(Parts());
  EXPECT_TRUE(result.has_value()) << result.error().message;
  Parts older;
  older.version = 2;
  EXPECT_TRUE(checked(older).has_value());
}

TEST(Gguf, IsCheckedAndDescribedAsAFormat) {
  const std::string file = Parts().file();
  const ByteView part = bytes_of(file);
  EXPECT_EQ(sniff_encoding({&part, 1}), Encoding::Ggml);
  EXPECT_TRUE(check_model(Encoding::Ggml, {&part, 1}, ModelOrigin::Guest).has_value());
  EXPECT_FALSE(check_model(Encoding::Ggml, {{part.first(40)}}, ModelOrigin::Guest).has_value());
  const auto properties = describe_model(Encoding::Ggml, {&part, 1});
  EXPECT_THAT(properties, Contains(Pair("architecture", "llama")));
  EXPECT_THAT(properties, Contains(Pair("name", "a name")));
  EXPECT_THAT(properties, Contains(Pair("parameters", "136")));
  EXPECT_THAT(properties, Contains(Pair("quantization", "Q4_0")));
  EXPECT_THAT(properties, Contains(Pair("context_length", "512")));
}

struct Damage {
  const char* name;
  std::function<void(Parts&)> make;
  const char* answer;
};

TEST(Gguf, RefusesWhatIsDamagedAndSaysWhat) {
  const Damage damages[] = {
      {"version 1", [](Parts& p) { p.version = 1; }, "version 1"},
      {"version 4", [](Parts& p) { p.version = 4; }, "version 4"},
      {"tensors 2^63", [](Parts& p) { p.tensor_count = std::uint64_t{1} << 63; }, "9223372036854775808 tensors"},
      {"keys 2^63", [](Parts& p) { p.key_count = std::uint64_t{1} << 63; }, "9223372036854775808 keys"},
      {"keys too many", [](Parts& p) { p.key_count = 60000; }, "damaged"},
      {"text 1 GiB", [](Parts& p) { p.keys = bytes<std::uint64_t>(1 << 30) + "x"; }, "ends too early"},
      {"text 2^64-1", [](Parts& p) { p.keys = bytes(~std::uint64_t{0}) + "x"; }, "ends too early"},
      {"array of arrays",
       [](Parts& p) {
         p.add_key(text("a") + bytes<std::uint32_t>(9) + bytes<std::uint32_t>(9) + bytes<std::uint64_t>(1));
       },
       "arrays of arrays"},
      {"array 2^63",
       [](Parts& p) {
         p.add_key(text("a") + bytes<std::uint32_t>(9) + bytes<std::uint32_t>(4) + bytes(std::uint64_t{1} << 63));
       },
       "longer than the file"},
      {"value type 99", [](Parts& p) { p.add_key(text("a") + bytes<std::uint32_t>(99)); }, "type 99"},
      {"key twice", [](Parts& p) { p.add_key(text_key("general.name", "b")); }, "general.name twice"},
      {"no key name", [](Parts& p) { p.add_key(text_key("", "b")); }, "0 bytes"},
      {"no architecture",
       [](Parts& p) {
         p.keys = text_key("a", "b");
         p.key_count = 1;
       },
       "architecture"},
      {"alignment 3", [](Parts& p) { p.add_key(number_key("general.alignment", 3)); }, "alignment"},
      {"alignment 0", [](Parts& p) { p.add_key(number_key("general.alignment", 0)); }, "alignment"},
      {"context 2^31", [](Parts& p) { p.add_key(number_key("llama.embedding_length", 1u << 31)); }, "2147483648"},
      {"blocks", [](Parts& p) { p.add_key(number_key("llama.block_count", 100000)); }, "512 blocks"},
      {"rank 0", [](Parts& p) { p.first = Parts::tensor("one", {}, 0, 0); }, "rank 0"},
      {"rank 5", [](Parts& p) { p.first = Parts::tensor("one", {1, 1, 1, 1, 1}, 0, 0); }, "rank 5"},
      {"type gone", [](Parts& p) { p.first = Parts::tensor("one", {32, 4}, 4, 0); }, "type 4"},
      {"type 2^31", [](Parts& p) { p.first = Parts::tensor("one", {32, 4}, 1u << 31, 0); }, "type 2147483648"},
      {"half a block", [](Parts& p) { p.first = Parts::tensor("one", {33, 4}, 2, 0); }, "whole blocks"},
      {"size 0", [](Parts& p) { p.first = Parts::tensor("one", {32, 0}, 2, 0); }, "impossible size"},
      {"size 2^64",
       [](Parts& p) { p.first = Parts::tensor("one", {std::uint64_t{1} << 32, std::uint64_t{1} << 32}, 0, 0); },
       "impossible size"},
      {"beyond", [](Parts& p) { p.second = Parts::tensor("two", {4096}, 0, 96); }, "beyond the file"},
      {"offset", [](Parts& p) { p.second = Parts::tensor("two", {8}, 0, 64); }, "one before it ends"},
      {"offset 2^63", [](Parts& p) { p.first = Parts::tensor("one", {32, 4}, 2, std::uint64_t{1} << 63); }, "ends"},
      {"twice", [](Parts& p) { p.second = Parts::tensor("one", {8}, 0, 96); }, "tensor one twice"},
      {"long name", [](Parts& p) { p.first = Parts::tensor(std::string(64, 'n'), {32, 4}, 2, 0); }, "name"},
      {"cut data", [](Parts& p) { p.data = 100; }, "beyond the file"},
      {"several files", [](Parts& p) { p.add_key(number_key("split.count", 3)); }, "several files"},
      {"tokens", [](Parts& p) { p.add_key(number_key("tokenizer.ggml.tokens", 1)); }, "no list of texts"},
      {"no tokens", [](Parts& p) { p.add_key(texts_key("tokenizer.ggml.tokens", {})); }, "0 tokens"},
      {"scores",
       [](Parts& p) {
         p.add_key(texts_key("tokenizer.ggml.tokens", {"a"}));
         p.add_key(texts_key("tokenizer.ggml.scores", {"a"}));
       },
       "scores"},
      {"end token",
       [](Parts& p) {
         p.add_key(texts_key("tokenizer.ggml.tokens", {"a"}));
         p.add_key(number_key("tokenizer.ggml.eos_token_id", 1));
       },
       "eos_token_id"},
  };
  for (const Damage& damage : damages) {
    Parts parts;
    damage.make(parts);
    const auto result = checked(parts);
    ASSERT_FALSE(result.has_value()) << damage.name;
    EXPECT_THAT(result.error().message, HasSubstr(damage.answer)) << damage.name;
    const bool several = std::string_view(damage.name) == "several files";
    EXPECT_EQ(result.error().code, several ? ErrorCode::UnsupportedOperation : ErrorCode::InvalidEncoding)
        << damage.name;
  }
}

TEST(Gguf, RefusesAFileThatIsCutOffAnywhere) {
  const std::string file = Parts().file();
  for (std::size_t size = 4; size < file.size(); ++size) {
    EXPECT_FALSE(check(bytes_of(std::string_view(file).substr(0, size))).has_value()) << size;
  }
}

TEST(Gguf, SurvivesFlippedBytes) {
  for (const std::string& file : testing::flipped(Parts().file(), 2000, 6)) {
    (void)check(bytes_of(file));
    (void)describe(bytes_of(file));
  }
}

}  // namespace
}  // namespace wasinn::gguf
