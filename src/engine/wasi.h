// SPDX-License-Identifier: Apache-2.0
// Turns the options of a run into the engine's WASI configuration.
#pragma once

#include "backend/backend.h"
#include "base/result.h"
#include "engine/handles.h"
#include "engine/run_options.h"

namespace wasinn::engine {

/// The configuration for one store. It keeps copies of the output sinks and nothing else of `options`.
/// Errors: InvalidArgument (text that is not UTF-8 or has a NUL in it, a directory that cannot be opened).
Result<Owned<wasi_config_t>> make_wasi(const RunOptions& options);

/// Takes what the host itself writes to the guest's standard output, in the order of the guest's own writes; keeps a copy
/// of the sink. What cannot be written is dropped.
TextSink standard_output(const RunOptions& options);

}  // namespace wasinn::engine
