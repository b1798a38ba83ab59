#pragma once
#include "engine/desk/action.h"

namespace tocsin::test {

inline Actor actor(std::string name, Role role = Role::agent) {
  Actor who;
  who.user = "u_" + name;
  who.name = std::move(name);
  who.role = role;
  return who;
}

/// What nobody could object to: every kind with what it needs.
inline Action action(ActionKind kind, AlertId alert, Actor by) {
  Action one;
  one.kind = kind;
  one.alerts = {alert};
  one.by = std::move(by);
  one.to = {"u_eve", "eve"};
  one.length = std::chrono::hours(1);
  one.text = kind == ActionKind::note ? "called back" : "";
  one.add = {"vip"};
  one.outcome = "helped";
  return one;
}

}  // namespace tocsin::test
