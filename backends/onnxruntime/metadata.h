// SPDX-License-Identifier: Apache-2.0
// Reads what a model says of its origin.
#pragma once

#include <wasinn/plugin.hpp>

#include "ort_api.h"

namespace ort {

/// Producer, graph name, domain, descriptions, model version and the model's own keys; what is empty is left out.
/// Throws Failure.
wasinn::sdk::GraphDescription::Properties read_metadata(const Functions& functions, const Session* session);

}  // namespace ort
