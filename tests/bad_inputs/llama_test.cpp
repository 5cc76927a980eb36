// SPDX-License-Identifier: Apache-2.0
// Plays the rows of the catalogue of bad inputs that need a language model, with llama.cpp.
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "tests/bad_inputs/attack.h"
#include "tests/bad_inputs/catalogue.h"
#include "tests/llama/language_models.h"

namespace wasinn::bad_inputs {
namespace {

using plain::kU8;

constexpr std::uint32_t kGguf = plain::kGgmlOrAutodetect;
constexpr std::uint64_t kAbsurd = std::uint64_t{1} << 63;
constexpr std::uint32_t kPrompt = 0, kOptions = 1;

/// llama.cpp with named models; echo for the inference that ends each row.
HostSetup usual() {
  HostSetup setup;
  setup.backends = {"llama", "echo"};
  for (const char* name : {"llama_tiny", "llama_wide", "llama_unknown"}) {
    NamedGraph graph;
    graph.name = name;
    graph.files = {model_path(name)};
    setup.graphs.push_back(graph);
  }
  return setup;
}

HostSetup half_a_second() {
  HostSetup setup = usual();
  setup.limits.compute_ms = 500;
  return setup;
}

template <class T>
std::string bytes_of_value(T value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string gguf(std::uint32_t version, std::uint64_t tensors, std::uint64_t keys, const std::string& rest = "") {
  return "GGUF" + bytes_of_value(version) + bytes_of_value(tensors) + bytes_of_value(keys) + rest +
         std::string(256, '\0');
}

/// One tensor of four MiB in a file that ends before it.
std::string tensor_beyond_the_file() {
  constexpr std::uint32_t kRank = 1, kF32 = 0;
  constexpr std::uint64_t kSize = 1u << 20, kOffset = 0;
  return gguf(3, 1, 0,
              bytes_of_value<std::uint64_t>(1) + "t" + bytes_of_value(kRank) + bytes_of_value(kSize) +
                  bytes_of_value(kF32) + bytes_of_value(kOffset));
}

Errno load(Attack& attack, const std::string& model) { return attack.load(model, kGguf); }

std::uint32_t conversation(Attack& attack, std::string_view name = "llama_tiny") {
  return attack.guest().init(attack.guest().load_by_name(name));
}

Errno set(Attack& attack, std::uint32_t context, std::uint32_t index, std::string_view text) {
  return attack.call("set_input", {context, index, attack.guest().place_tensor({1}, kU8, bytes_of(text))});
}

/// After a bad call the same context still answers.
void expect_answers(Attack& attack, std::uint32_t context) {
  EXPECT_EQ(set(attack, context, kOptions, R"({"n-predict": 2, "temp": 0, "threads": 1})"), Errno::Success);
  EXPECT_EQ(set(attack, context, kPrompt, "a"), Errno::Success);
  EXPECT_EQ(attack.call("compute", {context}), Errno::Success);
  EXPECT_FALSE(attack.guest().output(context, 0).empty());
}

/// What a computation with these options answers; the one in pieces answers the same.
Errno with_options(Attack& attack, std::string_view options) {
  const std::uint32_t context = conversation(attack);
  EXPECT_EQ(set(attack, context, kOptions, options), Errno::Success) << "options are read with the prompt";
  EXPECT_EQ(set(attack, context, kPrompt, "a"), Errno::Success);
  const Errno answer = attack.call("compute", {context});
  EXPECT_EQ(attack.call("compute_single", {context}), answer);
  EXPECT_EQ(attack.call("get_output", {context, 1, 16, 8, attack.guest().place_numbers({0})}), answer);
  expect_answers(attack, context);
  return answer;
}

Errno empty_prompt(Attack& attack) {
  const std::uint32_t context = conversation(attack);
  const Errno answer = set(attack, context, kPrompt, "");
  EXPECT_EQ(attack.call("compute", {context}), Errno::InvalidArgument) << "none was set";
  EXPECT_EQ(attack.call("compute_single", {context}), Errno::InvalidArgument);
  expect_answers(attack, context);
  EXPECT_EQ(set(attack, context, kPrompt, ""), answer);
  EXPECT_EQ(attack.call("compute", {context}), Errno::Success) << "the last good one stays";
  return answer;
}

Errno long_prompt(Attack& attack, std::size_t size) {
  plain::Block memory(size + plain::PlainGuest::kUsualMemory);
  attack.guest().start_over(memory.bytes());
  const std::uint32_t context = conversation(attack);
  EXPECT_EQ(set(attack, context, kOptions, R"({"ctx-size": 256})"), Errno::Success);
  EXPECT_EQ(set(attack, context, kPrompt, std::string(size, 'z')), Errno::Success);
  const Errno answer = attack.call("compute", {context});
  EXPECT_EQ(attack.call("compute_single", {context}), answer);
  EXPECT_EQ(attack.call("fini_single", {context}), Errno::Success);
  expect_answers(attack, context);
  return answer;
}

/// A prompt that takes long to evaluate, or an answer without an end.
std::uint32_t endless(Attack& attack, std::size_t prompt_size) {
  const std::uint32_t context = conversation(attack, "llama_wide");
  constexpr std::string_view kLongest = R"({"temp": 0, "ctx-size": 30000, "n-predict": 30000, "threads": 1})";
  EXPECT_EQ(set(attack, context, kOptions, kLongest), Errno::Success);
  EXPECT_EQ(set(attack, context, kPrompt, std::string(prompt_size, 'z')), Errno::Success);
  return context;
}

Errno stopped(Attack& attack, std::string_view function, std::size_t prompt_size) {
  const std::uint32_t context = endless(attack, prompt_size);
  const Errno answer = attack.call(function, {context});
  EXPECT_EQ(attack.call("get_output", {context, 0, 16, 8, attack.guest().place_numbers({0})}), Errno::RuntimeError);
  EXPECT_EQ(attack.call(function, {context}), answer) << "the context is not busy";
  expect_answers(attack, context);
  return answer;
}

Errno closed_while_computing(Attack& attack, std::size_t prompt_size) {
  const std::uint32_t context = endless(attack, prompt_size);
  const std::shared_ptr<Session> session = attack.guest().shared_session();
  std::thread closer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    session->close();
  });
  const Errno answer = attack.call("compute", {context});
  closer.join();
  EXPECT_EQ(attack.call("compute_single", {context}), Errno::RuntimeError) << "a closed session computes no more";
  attack.replace_guest();
  return answer;
}

constexpr auto kInvalid = Errno::InvalidArgument;
constexpr std::size_t kShort = 4, kLong = 20000;

const std::array kRows = {
    Row{25, "tensors", Errno::InvalidEncoding, [](Attack& a) { return load(a, gguf(3, kAbsurd, 0)); }, usual},
    Row{25, "keys", Errno::InvalidEncoding, [](Attack& a) { return load(a, gguf(3, 0, kAbsurd)); }, usual},
    Row{25, "text", Errno::InvalidEncoding,
        [](Attack& a) { return load(a, gguf(3, 0, 1, bytes_of_value(std::uint64_t{1} << 30))); }, usual},
    Row{25, "version", Errno::InvalidEncoding, [](Attack& a) { return load(a, gguf(99, 0, 0)); }, usual},
    Row{25, "beyond_the_file", Errno::InvalidEncoding, [](Attack& a) { return load(a, tensor_beyond_the_file()); },
        usual},
    Row{25, "cut", Errno::InvalidEncoding,
        [](Attack& a) { return load(a, model_bytes("llama_tiny").substr(0, 20000)); }, usual},
    Row{25, "unknown_architecture", Errno::UnsupportedOperation,
        [](Attack& a) { return a.load_by_name("llama_unknown"); }, usual},
    Row{42, "text", kInvalid, [](Attack& a) { return with_options(a, "hello"); }, usual},
    Row{42, "list", kInvalid, [](Attack& a) { return with_options(a, "[]"); }, usual},
    Row{42, "not_utf8", kInvalid, [](Attack& a) { return with_options(a, "{\"a\": \"\xff\"}"); }, usual},
    Row{42, "ten_thousand_deep", kInvalid,
        [](Attack& a) { return with_options(a, "{\"a\": " + std::string(10000, '[') + std::string(10000, ']') + "}"); },
        usual},
    Row{42, "with_the_name", kInvalid, [](Attack& a) { return a.load_with_options("llama_tiny", "hello"); }, usual},
    Row{43, "image", Errno::UnsupportedOperation,
        [](Attack& a) { return with_options(a, R"({"image": "/etc/passwd"})"); }, usual},
    Row{43, "mmproj", Errno::UnsupportedOperation,
        [](Attack& a) { return with_options(a, R"({"mmproj": "../m.gguf"})"); }, usual},
    Row{43, "with_the_name", kInvalid,
        [](Attack& a) { return a.load_with_options("llama_tiny", R"({"prompt-cache": "/tmp/cache"})"); }, usual},
    Row{44, "nan", kInvalid, [](Attack& a) { return with_options(a, R"({"temp": NaN})"); }, usual},
    Row{44, "infinite", kInvalid, [](Attack& a) { return with_options(a, R"({"temp": 1e999})"); }, usual},
    Row{44, "huge", kInvalid, [](Attack& a) { return with_options(a, R"({"ctx-size": 2147483648})"); }, usual},
    Row{44, "negative", kInvalid, [](Attack& a) { return with_options(a, R"({"batch-size": -1})"); }, usual},
    Row{44, "type", kInvalid, [](Attack& a) { return with_options(a, R"({"n-predict": "many"})"); }, usual},
    Row{44, "with_the_name", kInvalid,
        [](Attack& a) { return a.load_with_options("llama_tiny", R"({"ctx-size": 2147483648})"); }, usual},
    Row{85, "empty", kInvalid, empty_prompt, usual},
    Row{91, "in_the_prompt", Errno::RuntimeError, [](Attack& a) { return stopped(a, "compute", kLong); },
        half_a_second},
    Row{91, "before_the_first_piece", Errno::RuntimeError,
        [](Attack& a) { return stopped(a, "compute_single", kLong); }, half_a_second},
    Row{91, "in_the_answer", Errno::RuntimeError, [](Attack& a) { return stopped(a, "compute", kShort); },
        half_a_second},
    Row{92, "closed_in_the_prompt", Errno::RuntimeError, [](Attack& a) { return closed_while_computing(a, kLong); },
        usual},
    Row{92, "closed_in_the_answer", Errno::RuntimeError, [](Attack& a) { return closed_while_computing(a, kShort); },
        usual},
    Row{98, "a_little", Errno::PromptTooLong, [](Attack& a) { return long_prompt(a, 300); }, usual},
    Row{98, "mebibyte", Errno::PromptTooLong, [](Attack& a) { return long_prompt(a, 1u << 20); }, usual},
};

class BadPrompt : public ::testing::TestWithParam<Row> {
 protected:
  void SetUp() override { WASINN_NEEDS_LLAMA(); }
};

TEST_P(BadPrompt, IsAnsweredAndHarmsNothing) { play(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Catalogue, BadPrompt, ::testing::ValuesIn(kRows),
                         [](const auto& test) { return row_name(test.param); });

TEST(BadPromptCatalogue, IsPlayedCompletely) { check_complete(kRows, kLlama); }

}  // namespace
}  // namespace wasinn::bad_inputs
