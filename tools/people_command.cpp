#include "tools/people_command.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <sodium.h>

#include "engine/json_writer.h"
#include "engine/people/account_changes.h"
#include "engine/people/secrets.h"
#include "tools/messages.h"
#include "tools/people_requests.h"
#include "tools/quantity.h"
#include "tools/rules_loading.h"
#include "tools/store_opening.h"
#include "tools/typed_password.h"

namespace tocsin::tools {
namespace {

struct PeopleArguments {
  std::string data;
  std::string config;
  std::string login;
  std::string name;
  std::string role;
  bool admin = false;
  std::vector<std::string> teams;
  std::string password_file;
  std::vector<std::string> scopes;
  std::string expires;
  std::string id;
  std::size_t limit = 50;
  bool json = false;
};

std::expected<Config, Fault> config_of(const PeopleArguments& a) {
  auto config = load_wanted_config(a.config);
  if (!config) return config;
  if (!a.data.empty()) config->data = a.data;
  if (config->data.empty()) config->data = users_data_folder();
  return config;
}

/// Commits of our own, while no engine has the store.
PeopleLine straight_into(RocksStore& store) {
  auto number = std::make_shared<std::uint64_t>(0);
  return [&store, number](const std::function<void(Commit&)>& fill,
                          const std::function<void(bool)>& kept) {
    Commit commit;
    fill(commit);
    commit.number = ++*number;
    commit.must_sync = true;
    const std::array<const Commit*, 1> all{&commit};
    kept(store.write(all).has_value());
  };
}

PeopleOutcome ordered(const PeopleOrder& order, const Config& config) {
  // The first user makes the store. What asks for those that are there makes none by a slip.
  std::error_code fault;
  if (!order.what.ends_with(".add") && !std::filesystem::exists(config.data, fault))
    return std::unexpected(
        Fault{ExitCode::wrong_use,
              config.data.string() + ": there is no store here; say where with --data DIR"});
  auto store = open_store(config.data, config);
  if (store) {
    const SystemClock clock;
    People people(**store, clock, {.rules = config.people, .password = {}}, straight_into(**store));
    return carry_out(order, people);
  }
  if (store.error().code != ExitCode::try_again) return std::unexpected(store.error());
  // In use: by an engine that runs, which then does it itself.
  auto asked = PeopleRequests(config.data).ask(order, std::chrono::milliseconds{10'000});
  if (!asked) return std::unexpected(store.error());
  return std::move(*asked);
}

int order_and_tell(const PeopleOrder& order, const PeopleArguments& a) {
  const auto config = config_of(a);
  if (!config) return tell(config.error());
  const auto outcome = ordered(order, *config);
  if (!outcome) return tell(outcome.error());
  std::fputs(outcome->c_str(), stdout);
  return static_cast<int>(ExitCode::done);
}

/// The password's hash: no order, and no file, ever holds more of it.
std::expected<std::string, Fault> hashed_password(const PeopleArguments& a) {
  if (sodium_init() < 0)
    return std::unexpected(Fault{ExitCode::unavailable, "the system gives no random numbers"});
  auto password = typed_password(a.password_file, a.login);
  if (!password) return password;
  auto hash = hash_of_password(*password, {});
  wipe(*password);
  if (hash.empty())
    return std::unexpected(Fault{ExitCode::try_again, "64 MB of memory are needed, and not free"});
  return hash;
}

int add_user(const PeopleArguments& a) {
  const std::string role = a.admin ? "admin" : a.role.empty() ? "agent" : a.role;
  if (!role_named(role))
    return tell({ExitCode::wrong_use, "there is no role `" + a.role +
                                          "`: write viewer, agent, lead, rule-author or admin"});
  if (auto wrong = trouble_with_login(a.login); !wrong.empty())
    return tell({ExitCode::wrong_use, std::move(wrong)});
  auto hash = hashed_password(a);
  if (!hash) return tell(hash.error());
  PeopleOrder order{"user.add",
                    {{"login", a.login}, {"name", a.name}, {"role", role}, {"password", *hash}}};
  for (const auto& team : a.teams) order.values.emplace_back("team", team);
  return order_and_tell(order, a);
}

int change_password(const PeopleArguments& a) {
  auto hash = hashed_password(a);
  if (!hash) return tell(hash.error());
  return order_and_tell({"user.password", {{"login", a.login}, {"password", *hash}}}, a);
}

std::string hex_of(const SecretHash& hash) {
  std::array<char, 65> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

/// The time of day at which something that lives so long ends.
std::expected<std::string, Fault> end_of(const std::string& lives) {
  if (lives.empty()) return std::string();
  const auto time = parse_duration(lives);
  if (!time)
    return std::unexpected(
        Fault{ExitCode::wrong_use, "--expires " + lives + ": write `90d` or `12h`"});
  std::string at;
  append_rfc3339(at, SystemClock().now() + std::chrono::duration_cast<Micros>(*time));
  return at;
}

int add_token(const PeopleArguments& a) {
  if (sodium_init() < 0) return tell({ExitCode::unavailable, "the system gives no random numbers"});
  for (const auto& scope : a.scopes)
    if (!right_named(scope))
      return tell({ExitCode::wrong_use, "there is no scope `" + scope +
                                            "`: write read, work, lead, read-people, author, "
                                            "ingest, metrics, administer or audit"});
  const auto expires = end_of(a.expires);
  if (!expires) return tell(expires.error());
  const auto secret = new_api_token();
  PeopleOrder order{"token.add", {{"name", a.name}, {"hash", hex_of(hash_of_secret(secret))}}};
  for (const auto& scope : a.scopes) order.values.emplace_back("scope", scope);
  if (!expires->empty()) order.values.emplace_back("expires", *expires);
  const auto config = config_of(a);
  if (!config) return tell(config.error());
  const auto outcome = ordered(order, *config);
  if (!outcome) return tell(outcome.error());
  say("this is told once: keep it where only the script reads it");
  if (a.json) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .field("id", std::string_view(*outcome).substr(0, outcome->find('\n')))
        .field("token", secret)
        .end_object();
    std::printf("%s\n", text.c_str());
  } else {
    std::printf("%s\n", secret.c_str());
  }
  return static_cast<int>(ExitCode::done);
}

PeopleOrder listing(std::string what, const PeopleArguments& a) {
  PeopleOrder order{std::move(what), {{"limit", std::to_string(a.limit)}}};
  if (a.json) order.values.emplace_back("json", "yes");
  return order;
}

using Arguments = std::shared_ptr<PeopleArguments>;

Command add_one(Command parent, const Arguments& a, const std::string& name,
                const std::string& purpose, const std::string& example,
                int (*run)(const PeopleArguments&)) {
  const auto command = parent.add(name, purpose, example);
  command.option("--data", a->data, "where the store is; default: the user's data folder");
  command.option("--config", a->config, "configuration file, for its `data`");
  command.runs([a, run] { return run(*a); });
  return command;
}

void add_user_commands(Command app, const Arguments& a) {
  const auto user = app.add("user", "Who may come in", "tocsin user add dana --admin");
  user.needs_one_below();
  const auto add = add_one(user, a, "add", "A new user; the password is asked for",
                           "tocsin user add dana --name 'Dana Sol' --role lead", add_user);
  add.option("--name", a->name, "as others see them; default: the login");
  add.option("--role", a->role, "viewer, agent (default), lead, rule-author or admin");
  add.flag("--admin", a->admin, "the same as --role admin");
  add.option("--team", a->teams, "a team; may be given several times");
  const auto passwd = add_one(user, a, "passwd", "A new password; ends the user's sessions",
                              "tocsin user passwd dana", change_password);
  const auto disable = add_one(user, a, "disable", "Lets a user in no more, at once",
                               "tocsin user disable dana", [](const PeopleArguments& p) {
                                 return order_and_tell({"user.disable", {{"login", p.login}}}, p);
                               });
  const auto enable = add_one(user, a, "enable", "Lets a disabled user in again",
                              "tocsin user enable dana", [](const PeopleArguments& p) {
                                return order_and_tell({"user.enable", {{"login", p.login}}}, p);
                              });
  for (const auto command : {add, passwd, disable, enable})
    command.option("LOGIN", a->login, "the name to sign in with").required();
  for (const auto command : {add, passwd})
    command.option("--password-file", a->password_file,
                   "a file whose first line is the password; `-`: standard input");
  const auto list =
      add_one(user, a, "list", "All users", "tocsin user list",
              [](const PeopleArguments& p) { return order_and_tell(listing("user.list", p), p); });
  list.flag("--json", a->json, "a line of JSON each");
}

void add_token_commands(Command app, const Arguments& a) {
  const auto token = app.add("token", "What scripts come in with",
                             "tocsin token add 'nightly import' --scope ingest");
  token.needs_one_below();
  const auto add = add_one(token, a, "add", "A new API token, told once",
                           "tocsin token add prometheus --scope metrics --expires 365d", add_token);
  add.option("NAME", a->name, "what it is for").required();
  add.option("--scope", a->scopes,
             "read, work, lead, read-people, author, ingest, metrics, administer or audit; may "
             "be given several times")
      .required();
  add.option("--expires", a->expires, "after how long: `90d`; default: never");
  const auto list =
      add_one(token, a, "list", "All tokens, without what is secret", "tocsin token list",
              [](const PeopleArguments& p) { return order_and_tell(listing("token.list", p), p); });
  for (const auto command : {add, list}) command.flag("--json", a->json, "as JSON");
  const auto revoke = add_one(
      token, a, "revoke", "Ends a token, at once", "tocsin token revoke t_4k2m7x9d4r1n8p3v",
      [](const PeopleArguments& p) { return order_and_tell({"token.revoke", {{"id", p.id}}}, p); });
  revoke.option("ID", a->id, "as `tocsin token list` shows it").required();
}

void add_audit_commands(Command app, const Arguments& a) {
  const auto audit = app.add("audit", "Who did what", "tocsin audit verify");
  audit.needs_one_below();
  add_one(audit, a, "verify", "Is the log what was written? Names the first entry that is not",
          "tocsin audit verify",
          [](const PeopleArguments& p) { return order_and_tell({"audit.verify", {}}, p); });
  const auto list =
      add_one(audit, a, "list", "The newest entries first", "tocsin audit list --limit 20",
              [](const PeopleArguments& p) { return order_and_tell(listing("audit.list", p), p); });
  list.option("--limit", a->limit, "at most so many")
      .between(std::size_t{1}, std::size_t{100'000})
      .shows_default();
  list.flag("--json", a->json, "a line of JSON each");
}

}  // namespace

void add_people_commands(Command app) {
  const auto arguments = std::make_shared<PeopleArguments>();
  add_user_commands(app, arguments);
  add_token_commands(app, arguments);
  add_audit_commands(app, arguments);
}

}  // namespace tocsin::tools
