// SPDX-License-Identifier: Apache-2.0
// What stands behind wasinn_guest.
#pragma once

#include <memory>

#include <wasinn/wasinn.h>

#include "capi/host.h"
#include "engine/program.h"

struct wasinn_guest {
  std::shared_ptr<wasinn::capi::HostState> host;
  std::shared_ptr<const wasinn::engine::Program> program;
};
