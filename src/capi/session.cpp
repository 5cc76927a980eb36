// SPDX-License-Identifier: Apache-2.0
// Sessions, and how another thread ends what one does.
#include "capi/session.h"

#include <utility>

#include "capi/wall.h"

namespace wasinn::capi {

SessionHold new_session(std::shared_ptr<HostState> host, std::uint64_t deadline_ms) {
  auto session = host->host().new_session(deadline_ms == 0 ? kNever : after_ms(Clock::now(), deadline_ms));
  return {std::move(host), std::move(session)};
}

}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_session_new(wasinn_host* host, uint64_t deadline_ms, wasinn_session** session,
                                 wasinn_error* error) {
  return answer(__func__, error, {{"host", host}, {"session", session}}, [&]() -> Result<void> {
    *session = new wasinn_session{capi::new_session(host->state, deadline_ms)};
    return {};
  });
}

void wasinn_session_delete(wasinn_session* session) { delete session; }

void wasinn_session_close(wasinn_session* session) {
  if (session == nullptr) return;
  session->hold.session->close();
  session->hold.host->interrupt_guests();
}
