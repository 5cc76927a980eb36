// SPDX-License-Identifier: Apache-2.0
// What tests do to the bytes of a good model: cut it off, flip bytes, replace it; the same every time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace wasinn::testing {

/// `count` bytes that mean nothing.
inline std::string random_bytes(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xff);
  return bytes;
}

/// The model cut off at `points` places, evenly from its beginning to just before its end.
inline std::vector<std::string> cut_off(const std::string& model, std::size_t points = 20) {
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < points; ++i) pieces.push_back(model.substr(0, model.size() * i / points));
  return pieces;
}

/// `copies` of the model, each with one to eight bytes replaced by others.
inline std::vector<std::string> flipped(const std::string& model, std::size_t copies, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < copies; ++i) {
    std::string copy = model;
    for (std::size_t flips = 1 + random() % 8; flips > 0; --flips) {
      char& byte = copy[random() % copy.size()];
      byte = static_cast<char>(byte ^ static_cast<char>(1 + random() % 255));
    }
    out.push_back(std::move(copy));
  }
  return out;
}

}  // namespace wasinn::testing
