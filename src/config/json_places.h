// SPDX-License-Identifier: Apache-2.0
// JsonPlaces: where the members of a JSON document stand in its text, for messages with line and column.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wasinn {

/// Where one value and, inside of objects, its members stand. Offsets in bytes. What lists hold has no places.
struct JsonPlace {
  std::size_t key = 0;    ///< of the member's name; of the value where it has none
  std::size_t value = 0;
  std::map<std::string, JsonPlace, std::less<>> members;
};

/// The places in `text`, which is known to be JSON, perhaps with comments. Errors: InvalidArgument (a name that is given
/// twice in one object, or values too deep inside each other); the message begins with the place.
Result<JsonPlace> find_places(std::string_view text);

/// "12:7": the line and the character in it, both from 1, of the byte at `offset`.
std::string line_and_column(std::string_view text, std::size_t offset);

}  // namespace wasinn
