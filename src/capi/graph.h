// SPDX-License-Identifier: Apache-2.0
// What stands behind wasinn_graph.
#pragma once

#include <utility>

#include <wasinn/wasinn.h>

#include "capi/graph_description.h"
#include "capi/session.h"
#include "host/session.h"

struct wasinn_graph {
  wasinn_graph(wasinn::capi::SessionHold owner, wasinn::GuestGraph loaded)
      : hold(std::move(owner)), graph(std::move(loaded)), description(graph.graph()) {}

  wasinn::capi::SessionHold hold;
  wasinn::GuestGraph graph;
  wasinn::capi::GraphDescription description;
};
