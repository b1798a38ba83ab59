#pragma once
#include <vector>

#include "engine/people/actor.h"
#include "engine/serve/query.h"
#include "engine/store.h"

namespace tocsin::serve {

/// Which alerts a request lists: the parameters of GET /alerts.
struct AlertList {
  AlertQuery query;
  std::vector<Severity> severities;  ///< exactly these; empty: any
};
/// What is wrong with them, the reader says. `me` stands for whoever asks.
AlertList read_alert_list(QueryReader& reader, const Actor& me);

struct AlertPage {
  std::vector<Alert> alerts;
  std::uint64_t next = 0;  ///< cursor of what follows; 0: nothing does
};
/// At most list.query.limit alerts, perhaps fewer although more follow.
AlertPage read_alert_page(const AlertList& list, const Store& store);

}  // namespace tocsin::serve
