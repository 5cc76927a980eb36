// SPDX-License-Identifier: Apache-2.0
// Attack: one row of the catalogue being played, with everything that must hold around a failing call.
#pragma once

#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/abi/plain_guest.h"

namespace wasinn::bad_inputs {

using plain::HostSetup;
using plain::PlainGuest;
using plain::Pointer;
using witx::Errno;

/// A host, a guest in it, and the checks: a call that fails changes no byte of the guest's memory but a documented
/// result, makes no handle and takes no quota; afterwards an ordinary inference works; at the end nothing is in use.
class Attack {
 public:
  explicit Attack(HostSetup setup);
  ~Attack();
  Attack(const Attack&) = delete;
  Attack& operator=(const Attack&) = delete;

  Host& host() noexcept { return *host_; }
  PlainGuest& guest() noexcept { return *guest_; }

  /// Makes the bad call and checks what a failing call must not do. `result`: where it may write a number even so.
  Errno call(std::string_view function, std::initializer_list<std::uint32_t> arguments,
             std::optional<Pointer> result = std::nullopt);

  /// Loads this text as a model from its one part with the bad call.
  Errno load(std::string_view model, std::uint32_t encoding = plain::kOnnx, std::uint32_t target = plain::kCpu);
  Errno load_by_name(std::string_view name);
  Errno load_with_options(std::string_view name, std::string_view options);

  /// A context on a fresh graph of that model.
  std::uint32_t context(std::string_view model, std::uint32_t encoding = plain::kOnnx);

  /// Sets input 0 with the bad call.
  Errno set_input(std::uint32_t context, std::initializer_list<std::uint32_t> dimensions, std::uint8_t type,
                  std::string_view data);

  /// Goes on with a new guest of the same host, after the old one was closed on purpose.
  void replace_guest();

  /// Ends what the guest holds, makes an ordinary inference and checks that nothing is in use after it.
  void finish();

 private:
  void release_all();
  void infer();

  std::unique_ptr<Host> host_;
  std::unique_ptr<PlainGuest> guest_;
};

/// One way to play a row. Several may have the same number.
struct Row {
  int number;
  std::string_view variant;  ///< one word or a few, letters and digits only
  Errno expected;
  Errno (*play)(Attack& attack);      ///< returns what the bad call answered
  HostSetup (*setup)() = nullptr;     ///< the usual host when there is none
};

/// So that a failing test prints the row's name.
void PrintTo(const Row& row, std::ostream* out);

/// The row as a test's name: "Row004_array".
std::string row_name(const Row& row);

/// Plays a row and checks its answer and everything around it.
void play(const Row& row);

/// How often a call is repeated to see that nothing piles up: a million times where that takes no minute.
#ifdef NDEBUG
inline constexpr int kTimes = 1'000'000;
#else
inline constexpr int kTimes = 100'000;
#endif

/// Checks that `rows` hold exactly the numbers that the catalogue gives to `program`.
void check_complete(std::span<const Row> rows, unsigned program);

}  // namespace wasinn::bad_inputs
