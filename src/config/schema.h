// SPDX-License-Identifier: Apache-2.0
// What the values of the configuration file may be, in the words of JSON Schema (draft 7).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/json_reader.h"
#include "policy/limits.h"

namespace wasinn::schema {

using Json = JsonReader::Json;

Json flag();
Json count();                              ///< a whole number of 32 bits
Json number();                             ///< a whole number
Json text(std::string_view pattern = "");  ///< any text, or one that fits the pattern
Json path();                               ///< a text that is not empty
Json word(const std::vector<std::string>& words);
Json one_or_list(Json item);               ///< one, or a list of them
Json amount(LimitUnit unit);               ///< a number, or a text with a unit
Json either(Json one, Json other);
Json any_object();
Json object_of(Json value, std::string_view name_pattern = "");  ///< an object with any names, or such names
Json object(const std::vector<JsonReader::Key>& keys);           ///< an object with these keys and no others

/// The names of all encodings.
std::vector<std::string> encodings();

}  // namespace wasinn::schema
