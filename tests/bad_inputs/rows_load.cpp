// SPDX-License-Identifier: Apache-2.0
// Rows 1 to 27: what `load` is given.
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "tests/abi/scripted_backend.h"
#include "tests/abi/sparse_memory.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

using plain::kAuto;
using plain::kCpu;
using plain::kGpu;
using plain::kOnnx;
using plain::kTpu;

constexpr std::string_view kModel = "echo u8[3]";
constexpr std::uint32_t kModelSize = kModel.size();
constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

/// The bad call with an array of parts and everything else right.
Errno load_parts(Attack& attack, Pointer builders, std::uint32_t count) {
  return attack.call("load", {builders, count, kOnnx, kCpu, attack.guest().place_numbers({0})});
}

Errno load_same_part(Attack& attack, std::uint32_t count) {
  const Pointer part = attack.guest().place(kModel);
  return load_parts(attack, attack.guest().place_builders({part, kModelSize, part, kModelSize, part, kModelSize}),
                    count);
}

Errno load_part(Attack& attack, Pointer part, std::uint32_t length) {
  return load_parts(attack, attack.guest().place_builders({part, length}), 1);
}

/// The bad call with a place for the handle and everything else right.
Errno load_to(Attack& attack, Pointer out) {
  const Pointer part = attack.guest().place(kModel);
  return attack.call("load", {attack.guest().place_builders({part, kModelSize}), 1, kOnnx, kCpu, out});
}

Errno array_in_large_memory(Attack& attack) {
  const plain::SparseMemory memory(3 * kGiB);
  attack.guest().start_over(memory.bytes());
  constexpr std::uint32_t kCount = (1u << 28) + 1;
  const std::uint64_t before = plain::resident_bytes();
  const Errno answer = load_parts(attack, 64, kCount);
  EXPECT_LT(plain::resident_bytes(), before + kGiB / 16);
  attack.replace_guest();
  return answer;
}

Errno handle_over_the_model(Attack& attack) {
  const Pointer part = attack.guest().place(kModel);
  const Pointer builders = attack.guest().place_builders({part, kModelSize});
  const Errno answer = attack.call("load", {builders, 1, kOnnx, kCpu, part + 4});
  EXPECT_TRUE(attack.guest().guest().graph(attack.guest().number_at(part + 4)));
  return answer;
}

Errno handle_over_the_array(Attack& attack) {
  const Pointer builders = attack.guest().place_builders({attack.guest().place(kModel), kModelSize});
  const Errno answer = attack.call("load", {builders, 1, kOnnx, kCpu, builders});
  EXPECT_TRUE(attack.guest().guest().graph(attack.guest().number_at(builders)));
  return answer;
}

std::string gguf_text() { return std::string("GGUF\x03\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f", 16); }

HostSetup only_onnx() {
  HostSetup setup;
  setup.sources.push_back(plain::scripted_backend({}));
  setup.backends = {};
  return setup;
}

/// Echo reads every encoding, so this host has only the scripted backend; the ordinary inference goes to another one.
Errno encoding_without_backend(Attack& attack) {
  const auto other = plain::make_host(only_onnx());
  PlainGuest guest(*other);
  const Pointer part = guest.place(kModel);
  const Pointer builders = guest.place_builders({part, kModelSize});
  for (const std::uint32_t encoding : {0u, 4u, 6u}) {
    EXPECT_EQ(guest.call("load", {builders, 1, encoding, kCpu, guest.place_numbers({0})}), Errno::InvalidEncoding);
  }
  EXPECT_TRUE(guest.session().usage() == Session::Usage{});
  (void)attack;
  return guest.call("load", {builders, 1, 0, kAuto, guest.place_numbers({0})});
}

HostSetup models_of_at_most_64_bytes() {
  HostSetup setup;
  setup.limits.graph_bytes = 64;
  return setup;
}

HostSetup falling_back() {
  HostSetup setup;
  setup.policy.target_fallback = true;
  return setup;
}

Errno huge_model(Attack& attack, bool shared) {
  const plain::SparseMemory memory(kGiB);
  attack.guest().start_over(memory.bytes());
  attack.guest().use_memory(memory.bytes(), shared);
  const std::uint64_t before = plain::resident_bytes();
  const Errno answer = load_part(attack, 4096, 600u << 20);
  EXPECT_LT(plain::resident_bytes(), before + kGiB / 16) << "something was copied";
  attack.replace_guest();
  return answer;
}

const std::array kRows = {
    Row{1, "none", Errno::InvalidArgument, [](Attack& a) { return load_same_part(a, 0); }},
    Row{2, "three", Errno::InvalidArgument, [](Attack& a) { return load_same_part(a, 3); }},
    Row{2, "two", Errno::InvalidArgument, [](Attack& a) { return load_same_part(a, 2); }},
    Row{3, "wraps", Errno::InvalidArgument, [](Attack& a) { return load_same_part(a, (1u << 29) + 1); }},
    Row{3, "largest", Errno::InvalidArgument, [](Attack& a) { return load_same_part(a, 0xFFFFFFFF); }},
    Row{4, "gigabytes", Errno::InvalidArgument, array_in_large_memory},
    Row{5, "at_end", Errno::InvalidArgument, [](Attack& a) { return load_parts(a, a.guest().end(), 1); }},
    Row{5, "last_byte", Errno::InvalidArgument, [](Attack& a) { return load_parts(a, a.guest().end() - 7, 1); }},
    Row{5, "largest", Errno::InvalidArgument, [](Attack& a) { return load_parts(a, 0xFFFFFFFF, 1); }},
    Row{6, "ends_outside", Errno::InvalidArgument, [](Attack& a) { return load_part(a, a.guest().end() - 4, 5); }},
    Row{6, "wraps", Errno::InvalidArgument, [](Attack& a) { return load_part(a, 0xFFFFFFF0, 0x20); }},
    Row{6, "longest", Errno::InvalidArgument, [](Attack& a) { return load_part(a, 16, 0xFFFFFFFF); }},
    Row{7, "empty", Errno::InvalidArgument, [](Attack& a) { return load_part(a, 16, 0); }},
    Row{7, "empty_outside", Errno::InvalidArgument, [](Attack& a) { return load_part(a, 0xFFFFFFFF, 0); }},
    Row{8, "odd", Errno::Success,
        [](Attack& a) {
          const Pointer part = a.guest().place(kModel, 1);
          return load_parts(a, a.guest().place_builders({part, kModelSize}, 3), 1);
        }},
    Row{9, "at_end", Errno::InvalidArgument, [](Attack& a) { return load_to(a, a.guest().end()); }},
    Row{9, "last_bytes", Errno::InvalidArgument, [](Attack& a) { return load_to(a, a.guest().end() - 3); }},
    Row{9, "largest", Errno::InvalidArgument, [](Attack& a) { return load_to(a, 0xFFFFFFFF); }},
    Row{10, "odd", Errno::Success, [](Attack& a) { return load_to(a, a.guest().place_numbers({0}, 1)); }},
    Row{10, "very_end", Errno::Success, [](Attack& a) { return load_to(a, a.guest().end() - 4); }},
    Row{11, "model", Errno::Success, handle_over_the_model},
    Row{11, "array", Errno::Success, handle_over_the_array},
    Row{12, "seven", Errno::InvalidEncoding, [](Attack& a) { return a.load(kModel, 7); }},
    Row{12, "byte", Errno::InvalidEncoding, [](Attack& a) { return a.load(kModel, 255); }},
    Row{12, "above_a_byte", Errno::InvalidEncoding, [](Attack& a) { return a.load(kModel, 257); }},
    Row{12, "largest", Errno::InvalidEncoding, [](Attack& a) { return a.load(kModel, 0xFFFFFFFF); }},
    Row{13, "not_built", Errno::InvalidEncoding, encoding_without_backend},
    Row{14, "five_unknown", Errno::InvalidEncoding, [](Attack& a) { return a.load(kModel, 5); }},
    Row{14, "five_gguf", Errno::InvalidEncoding, [](Attack& a) { return a.load(gguf_text(), 5); }},
    Row{14, "six_unknown_is_ggml", Errno::Success, [](Attack& a) { return a.load(kModel, 6); }},
    Row{14, "six_onnx", Errno::InvalidEncoding, [](Attack& a) { return a.load("\x08\x07\x3a\x02zz", 6); }},
    Row{15, "four", Errno::InvalidArgument, [](Attack& a) { return a.load(kModel, kOnnx, 4); }},
    Row{15, "byte", Errno::InvalidArgument, [](Attack& a) { return a.load(kModel, kOnnx, 255); }},
    Row{15, "above_a_byte", Errno::InvalidArgument, [](Attack& a) { return a.load(kModel, kOnnx, 256); }},
    Row{15, "largest", Errno::InvalidArgument, [](Attack& a) { return a.load(kModel, kOnnx, 0xFFFFFFFF); }},
    Row{15, "auto", Errno::Success, [](Attack& a) { return a.load(kModel, kOnnx, kAuto); }},
    Row{16, "tpu", Errno::UnsupportedOperation, [](Attack& a) { return a.load(kModel, kOnnx, kTpu); }},
    Row{17, "gpu", Errno::UnsupportedOperation, [](Attack& a) { return a.load(kModel, kOnnx, kGpu); }},
    Row{17, "falling_back", Errno::Success, [](Attack& a) { return a.load(kModel, kOnnx, kGpu); }, falling_back},
    Row{18, "random", Errno::InvalidEncoding, [](Attack& a) { return a.load("\x9f\x03\xe1\x77\xd2\x10"); }},
    Row{19, "cut", Errno::InvalidEncoding, [](Attack& a) { return a.load(kModel.substr(0, 7)); }},
    Row{20, "one_byte", Errno::TooLarge,
        [](Attack& a) { return a.load(std::string(kModel) + std::string(55, ' ')); }, models_of_at_most_64_bytes},
    Row{20, "just_right", Errno::Success,
        [](Attack& a) { return a.load(std::string(kModel) + std::string(54, ' ')); }, models_of_at_most_64_bytes},
    Row{20, "huge", Errno::TooLarge, [](Attack& a) { return huge_model(a, false); }},
    Row{20, "huge_in_shared_memory", Errno::TooLarge, [](Attack& a) { return huge_model(a, true); }},
    Row{26, "torchscript", Errno::UnsupportedOperation, [](Attack& a) { return a.load(kModel, plain::kPyTorch); }},
    Row{26, "tensorflow", Errno::UnsupportedOperation, [](Attack& a) { return a.load(kModel, plain::kTensorFlow); }},
    Row{27, "preload", Errno::InvalidEncoding, [](Attack& a) { return a.load("preload:/etc/passwd"); }},
};

}  // namespace

std::span<const Row> load_rows() { return kRows; }

}  // namespace wasinn::bad_inputs
