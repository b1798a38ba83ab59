#include "tools/people_order.h"

#include <algorithm>
#include <array>
#include <future>

#include <fmt/format.h>
#include <sodium.h>

#include "engine/people/account_changes.h"
#include "engine/people/people_store.h"
#include "engine/serve/people_json.h"
#include "engine/store.h"
#include "tools/messages.h"

namespace tocsin::tools {
namespace {

using serve::UserDetail;

Actor whoever_has_the_host() {
  auto actor = local_admin();
  actor.name = "command line";
  return actor;
}

Fault fault_of(const Refusal& refusal) {
  const auto code = refusal.status == 503   ? ExitCode::try_again
                    : refusal.status == 422 ? ExitCode::wrong_use
                                            : ExitCode::no;
  return {code, refusal.detail};
}

/// Makes a change and waits for it; what `tell` says of it then.
template <class T>
PeopleOutcome changed(People& people, std::function<std::expected<T, Refusal>(Draft&)> make,
                      const std::function<std::string(const T&)>& tell) {
  constexpr std::chrono::seconds patience{30};
  const auto made = std::make_shared<T>();
  const auto ended = std::make_shared<std::promise<People::Result>>();
  auto result = ended->get_future();
  people.change(
      whoever_has_the_host(),
      [make, made](Draft& draft) -> People::Result {
        auto outcome = make(draft);
        if (!outcome) return std::unexpected(outcome.error());
        *made = std::move(*outcome);
        return {};
      },
      [ended](People::Result told) { ended->set_value(std::move(told)); });
  if (result.wait_for(patience) != std::future_status::ready)
    return std::unexpected(Fault{ExitCode::try_again,
                                 "it could not be kept in time: look with `tocsin user list` "
                                 "whether it holds, and try again"});
  const auto told = result.get();
  if (!told) return std::unexpected(fault_of(told.error()));
  return tell(*made);
}

std::expected<User, Refusal> user_named(const Draft& draft, const std::string& login) {
  auto user = draft.now.user_with_login(login);
  if (user) return std::move(*user);
  return std::unexpected(Refusal{
      404, "no-such-user", "nobody has the login `" + login + "`; `tocsin user list` has all"});
}

PeopleOutcome add(const PeopleOrder& order, People& people) {
  NewUser wanted;
  wanted.login = order.value("login");
  wanted.name = order.value("name");
  wanted.role = role_named(order.value("role")).value_or(Role::viewer);
  wanted.teams = order.all("team");
  wanted.password = order.value("password");
  return changed<User>(
      people, [wanted](Draft& draft) { return add_user(draft, wanted); },
      [](const User& user) {
        return user.login + " is added, as " + std::string(name_of(user.role)) + "\n";
      });
}

PeopleOutcome password(const PeopleOrder& order, People& people) {
  return changed<User>(
      people,
      [order](Draft& draft) -> std::expected<User, Refusal> {
        auto user = user_named(draft, order.value("login"));
        if (!user) return user;
        if (auto set = set_password(draft, user->id, order.value("password"), {}); !set)
          return std::unexpected(set.error());
        return user;
      },
      [](const User& user) {
        return user.login + " has a new password; all their sessions have ended\n";
      });
}

PeopleOutcome edit(const PeopleOrder& order, People& people) {
  UserEdit wanted;
  if (order.what == "user.disable") wanted.disabled = true;
  if (order.what == "user.enable") wanted.disabled = false;
  return changed<User>(
      people,
      [order, wanted](Draft& draft) -> std::expected<User, Refusal> {
        auto user = user_named(draft, order.value("login"));
        if (!user) return user;
        return edit_user(draft, user->id, wanted);
      },
      [](const User& user) {
        return user.login +
               (user.disabled ? " is disabled; all their sessions have ended\n" : " is enabled\n");
      });
}

PeopleOutcome list_users(const PeopleOrder& order, People& people) {
  const auto& directory = people.directory();
  std::string out;
  JsonWriter json(out);
  for (const auto& user : directory.users()) {
    if (!order.value("json").empty()) {
      json.restart();
      serve::write_user(json, user, directory, UserDetail::all);
      out += '\n';
      continue;
    }
    out += fmt::format("{:<24} {:<12} {:<10} {}{}\n", user.login, name_of(user.role),
                       user.disabled           ? "disabled"
                       : user.password.empty() ? "invited"
                                               : "",
                       printable(user.name), user.totp_seed.empty() ? "" : " (one-time codes)");
  }
  return out;
}

SecretHash hash_in(const PeopleOrder& order) {
  SecretHash hash{};
  const auto hex = order.value("hash");
  sodium_hex2bin(hash.data(), hash.size(), hex.data(), hex.size(), nullptr, nullptr, nullptr);
  return hash;
}

PeopleOutcome add_token(const PeopleOrder& order, People& people) {
  NewToken wanted;
  wanted.name = order.value("name");
  for (const auto& scope : order.all("scope"))
    if (const auto right = right_named(scope)) wanted.scopes.push_back(*right);
  const auto expires = order.value("expires");
  if (Instant at; parse_rfc3339(expires.data(), expires.data() + expires.size(), at))
    wanted.expires = at;
  wanted.hash = hash_in(order);
  return changed<ApiToken>(
      people, [wanted](Draft& draft) { return tocsin::add_token(draft, wanted); },
      [](const ApiToken& token) { return token.id + "\n"; });
}

PeopleOutcome revoke(const PeopleOrder& order, People& people) {
  return changed<std::string>(
      people,
      [id = order.value("id")](Draft& draft) -> std::expected<std::string, Refusal> {
        if (auto done = revoke_token(draft, id); !done) return std::unexpected(done.error());
        return id;
      },
      [](const std::string& id) { return id + " is revoked\n"; });
}

PeopleOutcome list_tokens(const PeopleOrder& order, People& people) {
  std::string out;
  JsonWriter json(out);
  for (const auto& token : people.directory().tokens()) {
    if (!order.value("json").empty()) {
      json.restart();
      serve::write_token(json, token);
      out += '\n';
      continue;
    }
    std::string scopes;
    for (const auto scope : token.scopes)
      scopes.append(scopes.empty() ? "" : " ").append(name_of(scope));
    std::string expires = "never";
    if (token.expires) append_rfc3339(expires = {}, *token.expires);
    out += fmt::format("{:<20} {:<24} {} (expires {})\n", token.id, printable(token.name), scopes,
                       expires);
  }
  return out;
}

PeopleOutcome verify_audit(People& people) {
  const auto verdict = people.store().verify_audit();
  if (verdict.broken != 0)
    return std::unexpected(
        Fault{ExitCode::no, "the audit log is broken at entry " + std::to_string(verdict.broken) +
                                ": " + verdict.why +
                                ". Whoever may write to the data folder could have changed it; a "
                                "backup has it as it was"});
  if (verdict.first == 0) return std::string("the audit log is empty\n");
  return fmt::format("entries {} to {} are as they were written; the chain ends in {}\n",
                     verdict.first, verdict.last, verdict.head);
}

PeopleOutcome list_audit(const PeopleOrder& order, People& people) {
  std::size_t limit = 50;
  if (const auto given = order.value("limit"); !given.empty()) limit = std::stoul(given);
  std::string out;
  JsonWriter json(out);
  for (const auto& line : people.store().audit(0, limit)) {
    if (!order.value("json").empty()) {
      json.restart();
      serve::write_audit(json, line);
      out += '\n';
      continue;
    }
    std::string at;
    append_rfc3339(at, line.entry.at);
    const auto& e = line.entry;
    out += fmt::format("{:>6} {} {:<16} {:<16} {} {}\n", line.seq, at,
                       printable(e.name.empty() ? "-" : e.name), e.action, e.target,
                       printable(e.detail));
  }
  return out;
}

}  // namespace

std::string PeopleOrder::value(std::string_view name) const {
  for (const auto& [key, value] : values)
    if (key == name) return value;
  return {};
}

std::vector<std::string> PeopleOrder::all(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : values)
    if (key == name) found.push_back(value);
  return found;
}

std::string PeopleOrder::to_text() const {
  std::string text = what + '\n';
  for (const auto& [key, value] : values) {
    if (value.find('\n') != std::string::npos) return {};
    text.append(key).append(" ").append(value).append("\n");
  }
  return text;
}

PeopleOrder PeopleOrder::from_text(std::string_view text) {
  PeopleOrder order;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto blank = std::min(line.find(' '), line.size());
    if (order.what.empty())
      order.what = line;
    else
      order.values.emplace_back(line.substr(0, blank),
                                line.substr(std::min(blank + 1, line.size())));
  }
  return order;
}

PeopleOutcome carry_out(const PeopleOrder& order, People& people) try {
  if (order.what == "user.add") return add(order, people);
  if (order.what == "user.password") return password(order, people);
  if (order.what == "user.disable" || order.what == "user.enable") return edit(order, people);
  if (order.what == "user.list") return list_users(order, people);
  if (order.what == "token.add") return add_token(order, people);
  if (order.what == "token.revoke") return revoke(order, people);
  if (order.what == "token.list") return list_tokens(order, people);
  if (order.what == "audit.verify") return verify_audit(people);
  if (order.what == "audit.list") return list_audit(order, people);
  return std::unexpected(Fault{ExitCode::wrong_use, "the engine that runs does not know `" +
                                                        order.what + "`: it is an older one"});
} catch (const StoreReadFailed& damaged) {
  return std::unexpected(Fault{ExitCode::corrupt, damaged.what()});
}

}  // namespace tocsin::tools
