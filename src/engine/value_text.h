// SPDX-License-Identifier: Apache-2.0
// What a guest's function returned, as text for people.
#pragma once

#include <wasmtime.h>

#include <string>

namespace wasinn::engine {

/// A number that a core module returned: integers signed, floats with the digits that tell them apart. Other values
/// have no text of their own: "<reference>".
std::string value_text(const wasmtime_val_t& value);

/// A value of the component model in the manner of WAVE, its usual text form: 7, "text", 'c', [1, 2], {x: 1}, (1, 2),
/// circle(2.5), some(1), none, ok(1), err("no"), {read, write}. Text is escaped so that nothing acts on a terminal.
/// Resources have no text: "<resource>".
std::string value_text(const wasmtime_component_val_t& value);

}  // namespace wasinn::engine
