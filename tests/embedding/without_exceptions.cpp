// SPDX-License-Identifier: Apache-2.0
// <wasinn.hpp> in a program that is compiled without exceptions; it is compiled and not run.
#include <wasinn.hpp>

std::uint32_t exit_code_without_exceptions(const char* guest_path);

std::uint32_t exit_code_without_exceptions(const char* guest_path) {
  const auto host = wasinn::Host::make({.log = [](wasinn::LogLevel, std::string_view) {}});
  if (!host) return 1;
  const auto guest = host->load(guest_path);
  if (!guest) return 1;
  const auto ended = guest->run({.output = [](std::string_view) {}});
  return ended ? ended->exit_code : 1;
}
