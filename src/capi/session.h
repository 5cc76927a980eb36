// SPDX-License-Identifier: Apache-2.0
// What stands behind wasinn_session, and what keeps objects that were made from one alive.
#pragma once

#include <memory>

#include "capi/host.h"
#include "host/session.h"

namespace wasinn::capi {

/// A session and the host that it must not outlive. A plain value: members end in reverse order.
struct SessionHold {
  std::shared_ptr<HostState> host;
  std::shared_ptr<Session> session;
};

/// A session that ends `deadline_ms` from now; 0: no end.
SessionHold new_session(std::shared_ptr<HostState> host, std::uint64_t deadline_ms);

}  // namespace wasinn::capi

struct wasinn_session {
  wasinn::capi::SessionHold hold;
};
