// SPDX-License-Identifier: Apache-2.0
// PlainGuest: a guest without WebAssembly. Its memory is plain bytes, and it calls the ABI through the table of functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi/guest_memory.h"
#include "abi/witx/guest.h"
#include "abi/witx/numbers.h"
#include "base/bytes.h"
#include "host/host.h"
#include "host/session.h"

namespace wasinn::witx {

/// So that failures of tests print the number.
void PrintTo(Errno value, std::ostream* out);

}  // namespace wasinn::witx

namespace wasinn::plain {

/// An address in a guest's memory.
using Pointer = std::uint32_t;

/// What the host of a test is made of. A plain value.
struct HostSetup {
  Limits limits;
  Policy policy;
  std::vector<std::string> backends = {"echo"};  ///< plug-ins of the build folder, in order of preference
  std::vector<BackendSource> sources;            ///< backends before those; see scripted_backend.h
  std::vector<NamedGraph> graphs;
  LogSink log;
};

/// A host with plug-ins that were really opened. Ends the program with a message when one of them is not there.
std::unique_ptr<Host> make_host(HostSetup setup = {});

/// A block of memory of exactly that many bytes, zero at first, so that a sanitizer sees each byte read beside it.
class Block {
 public:
  explicit Block(std::size_t size) : bytes_(new std::byte[size]()), size_(size) {}

  MutableBytes bytes() noexcept { return {bytes_.get(), size_}; }
  std::size_t size() const noexcept { return size_; }

  /// Becomes larger at another address, as the memory of a guest may.
  void grow(std::size_t more);

 private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_;
};

/// One guest. Places values in its memory from the bottom up and calls what core modules can import.
class PlainGuest {
 public:
  static constexpr std::size_t kUsualMemory = 65536;

  explicit PlainGuest(Host& host, std::size_t memory_bytes = kUsualMemory, Clock::time_point deadline = kNever);

  /// Calls a function of one of the import modules by its name. Ends the program when there is none or the number of
  /// arguments is wrong: that is a fault of the test.
  witx::Errno call(std::string_view function, std::initializer_list<std::uint32_t> arguments);

  /// Puts bytes into memory at the next free place, `skew` bytes off a multiple of 16, and returns where.
  Pointer place(ByteView bytes, std::uint32_t skew = 0);
  Pointer place(std::string_view text, std::uint32_t skew = 0) { return place(bytes_of(text), skew); }
  Pointer place_numbers(std::span<const std::uint32_t> numbers, std::uint32_t skew = 0);
  Pointer place_numbers(std::initializer_list<std::uint32_t> numbers, std::uint32_t skew = 0) {
    return place_numbers({numbers.begin(), numbers.size()}, skew);
  }

  /// An array of graph builders over parts that lie in memory already: pointer and length of each.
  Pointer place_builders(std::initializer_list<std::uint32_t> pointers_and_lengths, std::uint32_t skew = 0) {
    return place_numbers(pointers_and_lengths, skew);
  }

  /// A tensor with everything that belongs to it. `type` is its number in the ABI; `skew` shifts all three places.
  Pointer place_tensor(std::initializer_list<std::uint32_t> dimensions, std::uint8_t type, ByteView data,
                       std::uint32_t skew = 0);

  /// The 20 bytes of a tensor that points anywhere.
  Pointer place_raw_tensor(Pointer dimensions, std::uint32_t rank, std::uint8_t type, Pointer data,
                           std::uint32_t length, std::uint32_t skew = 0);

  std::uint32_t number_at(Pointer place) const;
  std::string text_at(Pointer place, std::uint32_t length) const;
  MutableBytes bytes() noexcept { return bytes_; }

  /// The size of the memory as an address: the first byte that is outside.
  Pointer end() const noexcept { return static_cast<Pointer>(bytes_.size()); }

  /// Makes the memory larger and moves it.
  void grow(std::size_t more);

  /// Uses memory of the caller's instead, which must outlive the guest or the next such call. `shared`: as if other
  /// threads of the guest wrote to it.
  void use_memory(MutableBytes bytes, bool shared = false);

  /// The same, and places values from its bottom up again.
  void start_over(MutableBytes bytes);

  /// From now on the guest has no memory (or one again).
  void have_memory(bool present) { present_ = present; }

  witx::Guest& guest() noexcept { return *guest_; }
  Session& session() noexcept { return *session_; }
  std::shared_ptr<Session> shared_session() noexcept { return session_; }

  // The usual calls with everything right. Each ends the program when the errno is not 0.
  std::uint32_t load(std::string_view model, std::uint32_t encoding = 1, std::uint32_t target = 0);
  std::uint32_t load_by_name(std::string_view name);
  std::uint32_t init(std::uint32_t graph);
  void set_input(std::uint32_t context, std::uint32_t index, std::initializer_list<std::uint32_t> dimensions,
                 std::uint8_t type, ByteView data);
  void compute(std::uint32_t context);
  std::string output(std::uint32_t context, std::uint32_t index);

 private:
  GuestMemory memory() noexcept { return present_ ? GuestMemory(bytes_, shared_) : GuestMemory(); }
  void must(std::string_view function, std::initializer_list<std::uint32_t> arguments);

  std::shared_ptr<Session> session_;
  std::unique_ptr<witx::Guest> guest_;
  Block own_;
  MutableBytes bytes_;
  bool shared_ = false;
  bool present_ = true;
  static constexpr std::size_t kBottom = 16;  // so that no place is at address 0
  std::size_t next_ = kBottom;
};

/// Errnos and numbers under short names for tests.
inline constexpr std::uint8_t kF16 = 0, kF32 = 1, kF64 = 2, kU8 = 3, kI32 = 4, kI64 = 5, kBf16 = 6, kForeign = 255;
inline constexpr std::uint32_t kOnnx = 1, kTensorFlow = 2, kPyTorch = 3, kAutodetect = 5, kGgmlOrAutodetect = 6;
inline constexpr std::uint32_t kCpu = 0, kGpu = 1, kTpu = 2, kAuto = 3;

}  // namespace wasinn::plain
