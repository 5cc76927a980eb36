// SPDX-License-Identifier: Apache-2.0
// JSON schemas as grammars.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace llama {

/// A grammar, in llama.cpp's notation, of the JSON texts that fit `schema`. Knows type (also as a list), properties,
/// required, items, minItems, maxItems, minLength, maxLength, enum, const, anyOf, oneOf, and minimum and exclusiveMinimum
/// of 0; descriptions are left out; objects have the named properties in their order and no others.
/// Throws Failure: WASINN_UNSUPPORTED_OPERATION naming another keyword, WASINN_INVALID_ARGUMENT for what is no schema.
std::string grammar_of_schema(const nlohmann::ordered_json& schema);

}  // namespace llama
