// SPDX-License-Identifier: Apache-2.0
// Makes a number of small inferences in one way, for a tool that counts instructions: inferences steps|infer|component N.
// The framework is the echo plug-in, and the guest is plain bytes: what is counted is wasinn and nothing else.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "abi/wit/guest.h"
#include "abi/witx/functions.h"
#include "tests/abi/plain_guest.h"

namespace wasinn {
namespace {

using plain::PlainGuest;
using plain::Pointer;

constexpr std::string_view kModel = "echo x:f32[1,4]";
constexpr std::array<float, 4> kNumbers = {1, 2, 3, 4};
constexpr std::uint32_t kBytes = sizeof kNumbers;

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "inferences: %s\n", why);
  std::exit(2);
}

void expect_numbers(const void* given) {
  if (std::memcmp(given, kNumbers.data(), kBytes) != 0) give_up("the output is not the input");
}

/// One call of a function that was looked up before, as an engine makes it.
class Call {
 public:
  explicit Call(std::string_view name) {
    for (const witx::ImportModule& module : witx::import_modules()) {
      for (const witx::Function& function : module.functions) {
        if (function.name == name) call_ = function.call;
      }
    }
  }

  void operator()(PlainGuest& guest, std::initializer_list<std::uint32_t> arguments) const {
    if (call_(guest.guest(), GuestMemory(guest.bytes()), arguments.begin()) != 0) give_up("a call failed");
  }

 private:
  decltype(witx::Function::call) call_ = nullptr;
};

void core_steps(Host& host, std::uint64_t count) {
  PlainGuest guest(host);
  const std::uint32_t context = guest.init(guest.load(kModel));
  const Pointer tensor = guest.place_tensor({1, 4}, plain::kF32, std::as_bytes(std::span(kNumbers)));
  const Pointer buffer = guest.place(std::string(kBytes, '\0'));
  const Pointer written = guest.place_numbers({0});
  const Call set_input("set_input"), compute("compute"), get_output("get_output");
  for (std::uint64_t i = 0; i < count; ++i) {
    set_input(guest, {context, 0, tensor});
    compute(guest, {context});
    get_output(guest, {context, 0, buffer, kBytes, written});
  }
  expect_numbers(guest.bytes().subspan(buffer).data());
}

void one_call(Host& host, std::uint64_t count) {
  PlainGuest guest(host);
  const std::uint32_t context = guest.init(guest.load(kModel));
  const Pointer tensor = guest.place_tensor({1, 4}, plain::kF32, std::as_bytes(std::span(kNumbers)));
  const Pointer buffer = guest.place(std::string(kBytes, '\0'));
  const Pointer row = guest.place_numbers({buffer, kBytes, 0});
  const Call infer("infer");
  for (std::uint64_t i = 0; i < count; ++i) infer(guest, {context, tensor, 1, row, 1});
  expect_numbers(guest.bytes().subspan(buffer).data());
}

void component(Host& host, std::uint64_t count) {
  wit::Guest guest(host.new_session(kNever));
  const ByteView part = bytes_of(kModel);
  const wit::Rep graph = guest.load({&part, 1}, {Encoding::Onnx, {}}, ExecutionTarget::Cpu).value();
  const wit::Rep context = guest.init_execution_context(graph).value();
  constexpr std::array<std::uint32_t, 2> kSizes = {1, 4};
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto tensor = guest.new_tensor(kSizes, ElementType::F32, std::as_bytes(std::span(kNumbers)));
    const wit::NamedTensor input{"x", *tensor};
    const auto outputs = guest.compute(context, {&input, 1});
    if (!outputs) give_up("compute failed");
    const wit::Rep output = outputs->front().tensor;
    expect_numbers(guest.tensor_data(output).data());
    guest.drop_tensor(output);
  }
}

/// Bytes that were copied from guests and to them, over all graphs.
void print_copies(const Host& host) {
  for (const GraphReport& report : host.report()) {
    std::printf("%llu %llu\n", static_cast<unsigned long long>(report.counts.bytes_in),
                static_cast<unsigned long long>(report.counts.bytes_out));
  }
}

}  // namespace
}  // namespace wasinn

int main(int argc, char** argv) {
  using namespace wasinn;
  if (argc != 3) give_up("usage: inferences steps|infer|component N");
  const auto host = plain::make_host();
  const std::string way = argv[1];
  const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
  if (way == "steps") core_steps(*host, count);
  if (way == "infer") one_call(*host, count);
  if (way == "component") component(*host, count);
  print_copies(*host);
  return 0;
}
