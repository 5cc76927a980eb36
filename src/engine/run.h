// SPDX-License-Identifier: Apache-2.0
// Runs a guest from its beginning to its end.
#pragma once

#include <memory>

#include "base/result.h"
#include "engine/outcome.h"
#include "engine/program.h"
#include "engine/run_options.h"
#include "host/session.h"

namespace wasinn::engine {

/// Runs `program` in fresh instances, on the calling thread, until it ends, `session`'s deadline has passed, or another
/// thread has closed the session and called Engine::interrupt_guests.
/// The session is the guest's: its graphs and contexts end with the run. Any number of threads may run guests of one
/// engine at once, each with a session of its own; one guest's deadline does not touch the others.
/// Errors: UnsupportedOperation (see Program::check), InvalidArgument (see RunOptions), TooLarge (it needs more memory
/// to begin than it may have), Busy (see EngineOptions::pooled_guests), Timeout, RuntimeError (it
/// trapped; the backtrace is a line of the host's log, level Debug).
Result<Outcome> run(const Program& program, std::shared_ptr<Session> session, const RunOptions& options = {});

}  // namespace wasinn::engine
