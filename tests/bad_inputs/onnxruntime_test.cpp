// SPDX-License-Identifier: Apache-2.0
// Plays the rows of the catalogue of bad inputs that need real models, with ONNX Runtime.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <mutex>
#include <thread>

#include "tests/abi/sparse_memory.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/bad_inputs/attack.h"
#include "tests/bad_inputs/catalogue.h"

namespace wasinn::bad_inputs {
namespace {

using plain::kAutodetect;
using plain::kF16;
using plain::kF32;
using plain::kF64;
using plain::kGgmlOrAutodetect;
using plain::kI32;
using plain::kI64;
using plain::kOnnx;
using plain::kU8;
using ::testing::HasSubstr;

std::string fixture(const std::string& name) {
  std::ifstream file(WASINN_TEST_FIXTURE_DIR "/" + name + ".onnx", std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_FALSE(bytes.empty()) << "the fixture " << name << " is not there";
  return bytes;
}

template <class T>
std::string bytes_of_values(std::initializer_list<T> values) {
  return std::string(reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T));
}

/// ONNX Runtime for onnx; echo for the encodings that it does not read.
HostSetup usual() {
  HostSetup setup;
  setup.backends = {"onnxruntime", "echo"};
  return setup;
}

/// What the last guest was told in the log.
std::string& last_line() {
  static std::string line;
  return line;
}

HostSetup with_log() {
  HostSetup setup = usual();
  setup.log = [](LogLevel level, std::string_view text) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    if (level == LogLevel::Warning) last_line() = text;
  };
  return setup;
}

HostSetup with_compute_ms(std::uint64_t milliseconds) {
  HostSetup setup = usual();
  setup.limits.compute_ms = milliseconds;
  return setup;
}

HostSetup a_mebibyte_of_tensors() {
  HostSetup setup = usual();
  setup.limits.tensor_bytes = 1u << 20;
  return setup;
}

const TemporaryFolder& folder() {
  static const TemporaryFolder kFolder;
  return kFolder;
}

HostSetup with_named_file() {
  HostSetup setup = usual();
  NamedGraph graph;
  graph.name = "tiny";
  graph.files = {folder().write("tiny.onnx", fixture("tiny"))};
  setup.graphs.push_back(graph);
  return setup;
}

HostSetup with_half_a_file() {
  HostSetup setup = usual();
  NamedGraph graph;
  graph.name = "half";
  graph.files = {folder().write("half.onnx", fixture("truncated"))};
  setup.graphs.push_back(graph);
  return setup;
}

Errno parts(Attack& attack, std::initializer_list<std::string> given) {
  std::vector<std::uint32_t> builders;
  for (const std::string& part : given) {
    builders.push_back(attack.guest().place(part));
    builders.push_back(static_cast<std::uint32_t>(part.size()));
  }
  const Pointer array = attack.guest().place_numbers(builders);
  return attack.call("load", {array, static_cast<std::uint32_t>(given.size()), kOnnx, plain::kCpu,
                              attack.guest().place_numbers({0})});
}

/// Sets input 0 of a fresh context, and when that works computes and expects the output to hold these bytes.
Errno identity(Attack& attack, const std::string& model, std::initializer_list<std::uint32_t> dimensions,
               std::uint8_t type, const std::string& data) {
  const std::uint32_t context = attack.context(fixture(model));
  const Errno answer = attack.set_input(context, dimensions, type, data);
  if (answer != Errno::Success) return answer;
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), data);
  return answer;
}

Errno tiny_input(Attack& attack, std::initializer_list<std::uint32_t> dimensions, std::uint8_t type,
                 std::size_t length) {
  return attack.set_input(attack.context(fixture("tiny")), dimensions, type, std::string(length, '\0'));
}

std::uint32_t ready(Attack& attack, const std::string& model) {
  const std::uint32_t context = attack.context(fixture(model));
  attack.guest().set_input(context, 0, {1}, kF32, bytes_of(bytes_of_values({1.0F})));
  return context;
}

/// Stopped twice, so that the second time shows that the first left nothing behind; then another model works.
Errno stopped(Attack& attack, const std::string& model) {
  const std::uint32_t context = ready(attack, model);
  const Errno answer = attack.call("compute", {context});
  EXPECT_EQ(attack.call("get_output", {context, 0, 16, 4, attack.guest().place_numbers({0})}), Errno::RuntimeError);
  EXPECT_EQ(attack.call("compute", {context}), answer);
  EXPECT_EQ(identity(attack, "identity_f32", {1}, kF32, "data"), Errno::Success);
  return answer;
}

Errno closed_while_computing(Attack& attack) {
  const std::uint32_t context = ready(attack, "endless");
  const std::shared_ptr<Session> session = attack.guest().shared_session();
  std::thread closer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    session->close();
  });
  const Errno answer = attack.call("compute", {context});
  closer.join();
  attack.replace_guest();
  return answer;
}

Errno names_the_operator(Attack& attack, const std::string& model) {
  const Errno answer = attack.load(fixture(model));
  EXPECT_THAT(last_line(), HasSubstr("NoSuchOp"));
  return answer;
}

Errno a_thousand_times(Attack& attack) {
  const std::string model = fixture("tiny");
  const Pointer builders = attack.guest().place_builders(
      {attack.guest().place(model), static_cast<std::uint32_t>(model.size())});
  const Pointer out = attack.guest().place_numbers({0});
  int loaded = 0;
  Errno answer = Errno::Success;
  for (int i = 0; i < 1000; ++i) {
    answer = attack.guest().call("load", {builders, 1, kOnnx, plain::kCpu, out});
    loaded += answer == Errno::Success ? 1 : 0;
  }
  EXPECT_EQ(loaded, 16) << "a guest may hold 16 graphs";
  EXPECT_EQ(attack.host().model_bytes(), model.size()) << "equal bytes are loaded once";
  return answer;
}

Errno swapped(Attack& attack) {
  std::filesystem::rename(folder().write("other.onnx", fixture("scalar")), folder().path() / "tiny.onnx");
  return attack.load_by_name("tiny");
}

Errno input_never_set(Attack& attack) {
  const std::uint32_t context = attack.context(fixture("two_in_two_out"));
  attack.guest().set_input(context, 1, {2, 3}, kF32, bytes_of(std::string(24, '\0')));
  return attack.call("compute", {context});
}

Errno too_many_inputs(Attack& attack) {
  const std::uint32_t context = attack.context(fixture("many_inputs"));
  for (std::uint32_t i = 0; i < 65; ++i) {
    attack.guest().set_input(context, i, {1}, kF32, bytes_of(bytes_of_values({1.0F})));
  }
  return attack.call("compute", {context});
}

/// An index outside of what is gathered from: the framework says so when it computes. A good one works afterwards.
Errno gathers_outside(Attack& attack) {
  const std::uint32_t context = attack.context(fixture("gather"));
  attack.guest().set_input(context, 0, {4}, kF32, bytes_of(bytes_of_values({1.0F, 2.0F, 3.0F, 4.0F})));
  attack.guest().set_input(context, 1, {1}, kI64, bytes_of(bytes_of_values<std::int64_t>({9})));
  const Errno answer = attack.call("compute", {context});
  attack.guest().set_input(context, 1, {1}, kI64, bytes_of(bytes_of_values<std::int64_t>({2})));
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), bytes_of_values({3.0F}));
  return answer;
}

/// A model that makes an output of as many zeros as its input says.
Errno zeros(Attack& attack, std::int64_t count) {
  const std::uint32_t context = attack.context(fixture("zeros_of_shape"));
  attack.guest().set_input(context, 0, {1}, kI64, bytes_of(bytes_of_values<std::int64_t>({count})));
  const Errno answer = attack.call("compute", {context});
  attack.guest().set_input(context, 0, {1}, kI64, bytes_of(bytes_of_values<std::int64_t>({2})));
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), std::string(8, '\0'));
  return answer;
}

Errno nothing_found(Attack& attack) {
  const std::uint32_t context = attack.context(fixture("non_zero"));
  attack.guest().set_input(context, 0, {3}, kF32, bytes_of(std::string(12, '\0')));
  attack.guest().compute(context);
  const Pointer size = attack.guest().place_numbers({7});
  const Errno answer = attack.call("get_output", {context, 0, 0, 0, size});
  EXPECT_EQ(attack.guest().number_at(size), 0u);
  return answer;
}

Errno foreign_output(Attack& attack, const std::string& model) {
  const std::uint32_t context = attack.context(fixture(model));
  attack.guest().set_input(context, 0, {1}, kF32, bytes_of(bytes_of_values({1.5F})));
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), bytes_of_values({-1.5F})) << "the other output works";
  const Pointer size = attack.guest().place_numbers({0});
  return attack.call("get_output", {context, 1, 16, 4, size});
}

const std::string kStrange = bytes_of_values({std::numeric_limits<float>::quiet_NaN(),
                                              -std::numeric_limits<float>::infinity(),
                                              std::numeric_limits<float>::denorm_min()});

const std::array kRows = {
    Row{2, "two", Errno::InvalidArgument, [](Attack& a) { return parts(a, {fixture("tiny"), fixture("tiny")}); }, usual},
    Row{7, "empty", Errno::InvalidArgument, [](Attack& a) { return parts(a, {""}); }, usual},
    Row{14, "five", Errno::Success, [](Attack& a) { return a.load(fixture("tiny"), kAutodetect); }, usual},
    Row{14, "six", Errno::Success, [](Attack& a) { return a.load(fixture("tiny"), kGgmlOrAutodetect); }, usual},
    Row{14, "five_text", Errno::InvalidEncoding, [](Attack& a) { return a.load("just text", kAutodetect); }, usual},
    Row{18, "random", Errno::InvalidEncoding, [](Attack& a) { return a.load("\x9f\x03\xe1\x77\xd2\x10"); }, usual},
    Row{18, "text", Errno::InvalidEncoding, [](Attack& a) { return a.load("just text"); }, usual},
    Row{19, "half", Errno::InvalidEncoding, [](Attack& a) { return a.load(fixture("truncated")); }, usual},
    Row{19, "without_graph", Errno::InvalidEncoding, [](Attack& a) { return a.load(fixture("without_graph")); }, usual},
    Row{19, "nested_too_deep", Errno::InvalidEncoding, [](Attack& a) { return a.load(fixture("nested_100")); }, usual},
    Row{19, "last_byte", Errno::InvalidEncoding,
        [](Attack& a) {
          std::string model = fixture("tiny");
          model.pop_back();
          return a.load(model);
        },
        usual},
    Row{23, "beside", Errno::InvalidArgument, [](Attack& a) { return a.load(fixture("external")); }, usual},
    Row{23, "missing", Errno::InvalidArgument, [](Attack& a) { return a.load(fixture("external_missing")); }, usual},
    Row{23, "upwards", Errno::InvalidArgument, [](Attack& a) { return a.load(fixture("external_escape")); }, usual},
    Row{23, "absolute", Errno::InvalidArgument, [](Attack& a) { return a.load(fixture("external_absolute")); }, usual},
    Row{24, "custom", Errno::UnsupportedOperation, [](Attack& a) { return names_the_operator(a, "custom_operator"); },
        with_log},
    Row{24, "standard", Errno::UnsupportedOperation,
        [](Attack& a) { return names_the_operator(a, "unknown_operator"); }, with_log},
    Row{27, "preload", Errno::InvalidEncoding, [](Attack& a) { return a.load("preload:/etc/passwd"); }, usual},
    Row{28, "a_thousand_times", Errno::TooLarge, a_thousand_times, usual},
    Row{39, "half", Errno::RuntimeError, [](Attack& a) { return a.load_by_name("half"); }, with_half_a_file},
    Row{40, "swapped", Errno::RuntimeError, swapped, with_named_file},
    Row{61, "not_a_scalar", Errno::InvalidArgument, [](Attack& a) { return tiny_input(a, {}, kF32, 4); }, usual},
    Row{61, "scalar", Errno::Success,
        [](Attack& a) { return a.set_input(a.context(fixture("scalar")), {}, kF32, "1234"); }, usual},
    Row{63, "allowed", Errno::Success, [](Attack& a) { return identity(a, "identity_f32", {0}, kF32, ""); }, usual},
    Row{63, "not_the_models", Errno::InvalidArgument, [](Attack& a) { return tiny_input(a, {0, 4}, kF32, 0); }, usual},
    Row{73, "i32", Errno::InvalidArgument, [](Attack& a) { return tiny_input(a, {1, 4}, kI32, 16); }, usual},
    Row{73, "old_u8", Errno::Success, [](Attack& a) { return identity(a, "identity_u8", {3}, 2, "abc"); }, usual},
    Row{73, "old_i32", Errno::Success, [](Attack& a) { return identity(a, "identity_i32", {2}, 3, "8 bytes!"); }, usual},
    Row{74, "f64", Errno::Success, [](Attack& a) { return identity(a, "identity_f64", {1}, kF64, "8 bytes!"); }, usual},
    Row{74, "i64", Errno::Success, [](Attack& a) { return identity(a, "identity_i64", {1}, kI64, "8 bytes!"); }, usual},
    Row{75, "fewer", Errno::InvalidArgument, [](Attack& a) { return tiny_input(a, {4}, kF32, 16); }, usual},
    Row{76, "larger", Errno::InvalidArgument, [](Attack& a) { return tiny_input(a, {1, 5}, kF32, 20); }, usual},
    Row{81, "strange", Errno::Success, [](Attack& a) { return identity(a, "identity_f32", {3}, kF32, kStrange); }, usual},
    Row{84, "f16", Errno::Success, [](Attack& a) { return identity(a, "identity_f16", {3}, kF16, "6bytes"); }, usual},
    Row{84, "bf16_has_no_number", Errno::InvalidArgument,
        [](Attack& a) { return identity(a, "identity_bf16", {3}, kF16, "6bytes"); }, usual},
    Row{88, "one_of_two", Errno::InvalidArgument, input_never_set, usual},
    Row{88, "more_inputs_than_the_limit", Errno::InvalidArgument, too_many_inputs, usual},
    Row{91, "slow", Errno::RuntimeError, [](Attack& a) { return stopped(a, "slow"); }, [] { return with_compute_ms(150); }},
    Row{92, "closed_while_computing", Errno::RuntimeError, closed_while_computing, usual},
    Row{95, "four_tebibytes", Errno::RuntimeError, [](Attack& a) { return zeros(a, std::int64_t{1} << 40); }, usual},
    Row{96, "endless", Errno::RuntimeError, [](Attack& a) { return stopped(a, "endless"); },
        [] { return with_compute_ms(300); }},
    Row{97, "gathers_outside", Errno::RuntimeError, gathers_outside, usual},
    Row{107, "nothing_found", Errno::Success, nothing_found, usual},
    Row{110, "over_the_quota", Errno::TooLarge, [](Attack& a) { return zeros(a, 1u << 20); }, a_mebibyte_of_tensors},
    Row{111, "text", Errno::UnsupportedOperation, [](Attack& a) { return foreign_output(a, "string_output"); }, usual},
    Row{111, "bool", Errno::UnsupportedOperation, [](Attack& a) { return foreign_output(a, "bool_output"); }, usual},
    Row{111, "input_of_bool", Errno::UnsupportedOperation, [](Attack& a) { return a.load(fixture("identity_bool")); },
        usual},
    Row{111, "input_of_sequences", Errno::UnsupportedOperation,
        [](Attack& a) { return a.load(fixture("sequence_input")); }, usual},
};

class BadModel : public ::testing::TestWithParam<Row> {};

TEST_P(BadModel, IsAnsweredAndHarmsNothing) {
  constexpr int kOutOfMemory = 95;
  if (plain::kAddressSanitizer && GetParam().number == kOutOfMemory) {
    GTEST_SKIP() << "AddressSanitizer ends the program when the framework's operator new fails";
  }
  play(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, BadModel, ::testing::ValuesIn(kRows),
                         [](const auto& test) { return row_name(test.param); });

TEST(BadModelCatalogue, IsPlayedCompletely) { check_complete(kRows, kOnnxruntime); }

}  // namespace
}  // namespace wasinn::bad_inputs
