// SPDX-License-Identifier: Apache-2.0
// Numbers in their shortest form that is still exact.
#include "embedding.h"

#include <charconv>
#include <cmath>
#include <iterator>

#include <wasinn/plugin.hpp>

namespace llama {
namespace {

// Sums in double and products in float.
float factor_of(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * static_cast<double>(value);
  const double length = std::sqrt(sum);
  return static_cast<float>(length > 0 ? 1.0 / length : 0.0);
}

}  // namespace

std::string embedding_json(std::span<const float> values, bool normalize) {
  const float factor = normalize ? factor_of(values) : 1.0f;
  std::string json = "{\"n_embedding\": " + std::to_string(values.size()) + ", \"embedding\": [";
  for (const float value : values) {
    const float scaled = value * factor;
    if (!std::isfinite(scaled)) {
      throw wasinn::sdk::Failure(WASINN_RUNTIME_ERROR, "the model gives no number: its weights are damaged");
    }
    if (json.back() != '[') json += ", ";
    char digits[32];
    const auto written = std::to_chars(std::begin(digits), std::end(digits), static_cast<double>(scaled));
    json.append(digits, written.ptr);
  }
  return json + "]}";
}

}  // namespace llama
