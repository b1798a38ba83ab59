#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <rocksdb/db.h>

#include "engine/people/people_changes.h"
#include "storage/audit_chain.h"
#include "storage/backup.h"
#include "storage/database_options.h"
#include "storage/keys.h"
#include "storage/people_records.h"
#include "storage/records.pb.h"
#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const Instant day_one = instant_from_us(1'800'000'000'000'000);

SecretHash hash(unsigned char fill) {
  SecretHash h{};
  h.fill(fill);
  return h;
}

User full_user() {
  return {.id = "u_1",
          .login = "dana",
          .name = "Dana \xff Sol",
          .role = Role::admin,
          .teams = {"north", ""},
          .disabled = true,
          .password = "$argon2id$",
          .totp_seed = std::string("\0seed", 5),
          .totp_begun = "begun",
          .totp_step = 77,
          .recovery = {hash(1), hash(2)},
          .link = OneUseLink{hash(3), day_one},
          .created = day_one + 1s,
          .password_set = day_one + 2s};
}
Session full_session() {
  return {.id = "s_1",
          .hash = hash(0),
          .user = "u_1",
          .created = day_one,
          .last_seen = day_one + 3s,
          .proved = day_one + 2s,
          .address = "192.0.2.1",
          .device = "browser"};
}
ApiToken full_token() {
  return {.id = "t_1",
          .hash = hash(9),
          .name = "ci",
          .owner = "u_1",
          .scopes = {Right::ingest, Right::read, Right::audit},
          .created = day_one,
          .expires = day_one + 24h,
          .last_used = day_one + 1h};
}
AuditEntry entry(const std::string& action, Instant at = day_one) {
  return {.at = at,
          .user = "u_1",
          .name = "Dana",
          .address = "192.0.2.1",
          .action = action,
          .target = "u_2",
          .detail = "of " + action};
}

/// Compared by what they are written as, which records_are_protobuf() ties to the fields.
template <class Noun>
std::string bytes_of(const Noun& noun) {
  std::string bytes;
  storage::encode(noun, bytes);
  return bytes;
}

template <class Message, class Noun>
void comes_back(const Noun& noun, int fields) {
  const auto bytes = bytes_of(noun);
  Noun back;
  REQUIRE(storage::decode(bytes, back));
  CHECK(bytes_of(back) == bytes);
  Message message;
  REQUIRE(message.ParseFromString(bytes));
  CHECK(message.SerializeAsString() == bytes);
  // Every field of the message is set by what this test fills.
  std::vector<const google::protobuf::FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  CHECK(static_cast<int>(set.size()) == fields);
}

Commit people_commit(PeopleChanges changes) {
  Commit commit;
  commit.people = std::make_shared<PeopleChanges>(std::move(changes));
  commit.must_sync = true;
  return commit;
}
Commit audit_commit(std::vector<AuditEntry> entries) {
  Commit commit;
  commit.audit = std::move(entries);
  commit.must_sync = true;
  return commit;
}

/// The store's files, opened beside it while it is closed.
class Opened {
 public:
  explicit Opened(const TempFolder& folder) {
    const auto path = (folder / "store").string();
    std::vector<std::string> names;
    REQUIRE(rocksdb::DB::ListColumnFamilies({}, path, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    const storage::Database::Shared shared{.folder = {folder.path()},
                                           .cutoffs = std::make_shared<storage::Cutoffs>(),
                                           .watch = std::make_shared<storage::Watch>(),
                                           .log = std::make_shared<storage::RingLogger>(nullptr)};
    for (const auto& each : storage::family_options(options_at(folder.path()), shared))
      if (std::ranges::find(names, each.name) != names.end()) families.push_back(each);
    rocksdb::DB* db = nullptr;
    REQUIRE(rocksdb::DB::Open({}, path, families, &handles_, &db).ok());
    db_.reset(db);
  }
  ~Opened() {
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  rocksdb::ColumnFamilyHandle* in(const std::string& name) const {
    return *std::ranges::find(handles_, name, &rocksdb::ColumnFamilyHandle::GetName);
  }
  rocksdb::DB& db() const { return *db_; }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

void change_entry(const TempFolder& folder, std::uint64_t seq,
                  const std::function<void(std::string&)>& change) {
  const Opened opened(folder);
  const auto key = storage::key_of(seq);
  std::string value;
  REQUIRE(opened.db().Get({}, opened.in("audit"), key.slice(), &value).ok());
  change(value);
  if (value.empty())
    REQUIRE(opened.db().Delete({}, opened.in("audit"), key.slice()).ok());
  else
    REQUIRE(opened.db().Put({}, opened.in("audit"), key.slice(), value).ok());
}

}  // namespace

TEST_CASE("every field of people's records comes back", "[people]") {
  namespace proto = storage::proto;
  comes_back<proto::User>(full_user(), proto::User::descriptor()->field_count());
  comes_back<proto::Session>(full_session(), proto::Session::descriptor()->field_count());
  comes_back<proto::ApiToken>(full_token(), proto::ApiToken::descriptor()->field_count());
  // Its place in the chain is put behind it.
  comes_back<proto::AuditEntry>(entry("user.add"),
                                proto::AuditEntry::descriptor()->field_count() - 1);
  comes_back<proto::User>(User{}, 0);
  User wrong;
  CHECK_FALSE(storage::decode("\x20\x63", wrong));  // role 99
}

TEST_CASE("people are kept, changed and let go", "[people]") {
  const TempFolder folder;
  {
    const auto store = opened(folder);
    must_write(*store, people_commit({.users = {full_user()},
                                      .sessions = {full_session()},
                                      .tokens = {full_token()},
                                      .sessions_gone = {},
                                      .tokens_gone = {}}));
    auto user = full_user();
    user.name = "Dana";
    must_write(*store, people_commit({.users = {user},
                                      .sessions = {},
                                      .tokens = {},
                                      .sessions_gone = {"s_1"},
                                      .tokens_gone = {}}));
  }
  const auto store = opened(folder);
  std::vector<std::string> seen;
  store->each_user([&](const User& u) { seen.push_back(u.name); });
  store->each_session([&](const Session& s) { seen.push_back(s.id); });
  store->each_token([&](const ApiToken& t) { seen.push_back(t.name); });
  CHECK(seen == std::vector<std::string>{"Dana", "ci"});
}

TEST_CASE("the audit log is dense, and read backwards", "[people]") {
  const TempFolder folder;
  {
    const auto store = opened(folder);
    CHECK(store->verify_audit().broken == 0);
    must_write(*store, audit_commit({entry("one"), entry("two")}));
    must_write(*store, audit_commit({entry("three")}));
  }
  const auto store = opened(folder);
  must_write(*store, audit_commit({entry("four")}));
  std::vector<std::string> seen;
  for (const auto& line : store->audit(0, 3))
    seen.push_back(std::to_string(line.seq) + ' ' + line.entry.action);
  CHECK(seen == std::vector<std::string>{"4 four", "3 three", "2 two"});
  CHECK(store->audit(2, 10).size() == 1);
  const auto verdict = store->verify_audit();
  CHECK(verdict.broken == 0);
  CHECK(verdict.first == 1);
  CHECK(verdict.last == 4);
  CHECK(verdict.head.size() == 64);
}

TEST_CASE("any byte of the audit log that is not as written is found, and its entry named",
          "[people]") {
  const TempFolder folder;
  {
    const auto store = opened(folder);
    must_write(*store, audit_commit({entry("one"), entry("two"), entry("three")}));
  }
  std::size_t size = 0;
  change_entry(folder, 2, [&](std::string& value) { size = value.size(); });
  for (std::size_t at = 0; at < size; at += 7) {
    const auto flip = [at](std::string& value) { value[at] = static_cast<char>(value[at] ^ 1); };
    change_entry(folder, 2, flip);
    CHECK(opened(folder)->verify_audit().broken == 2);
    change_entry(folder, 2, flip);
  }
  CHECK(opened(folder)->verify_audit().broken == 0);
  SECTION("one taken out of the middle") {
    change_entry(folder, 2, [](std::string& value) { value.clear(); });
    CHECK(opened(folder)->verify_audit().broken == 2);
  }
  SECTION("the last one taken off") {
    change_entry(folder, 3, [](std::string& value) { value.clear(); });
    CHECK(opened(folder)->verify_audit().broken == 3);
  }
  SECTION("the first one taken off") {
    change_entry(folder, 1, [](std::string& value) { value.clear(); });
    CHECK(opened(folder)->verify_audit().broken == 1);
  }
}

TEST_CASE("what is older than a year leaves the audit log, and the rest can be verified",
          "[people]") {
  const TempFolder folder;
  const auto store = opened(folder);
  must_write(*store, audit_commit({entry("old", day_one), entry("older", day_one + 24h),
                                   entry("young", day_one + 24h * 366)}));
  store->enforce_retention(day_one + 24h * 367);
  CHECK(store->audit(0, 10).size() == 1);
  auto verdict = store->verify_audit();
  CHECK(verdict.broken == 0);
  CHECK(verdict.first == 3);
  must_write(*store, audit_commit({entry("younger", day_one + 24h * 367)}));
  verdict = store->verify_audit();
  CHECK(verdict.broken == 0);
  CHECK(verdict.last == 4);
  // All gone: numbers go on.
  store->enforce_retention(day_one + 24h * 3000);
  must_write(*store, audit_commit({entry("after", day_one + 24h * 3000)}));
  CHECK(store->audit(0, 10).at(0).seq == 5);
  CHECK(store->verify_audit().broken == 0);
}

TEST_CASE("a store of the first version is kept as it was, for the program that made it",
          "[people]") {
  const TempFolder folder;
  {
    auto first = options_at(folder.path());
    first.migrations = {};
    const auto store = opened(std::move(first));
  }
  {
    const Opened before(folder);  // as it was before there were people
    for (const char* family : {"user", "session", "token", "audit"})
      REQUIRE(before.db().DropColumnFamily(before.in(family)).ok());
  }
  {
    const auto store = opened(folder);
    must_write(*store, audit_commit({entry("one")}));
  }
  std::vector<std::string> names;
  REQUIRE(rocksdb::DB::ListColumnFamilies({}, (folder / "before-upgrade-1").string(), &names).ok());
  CHECK(std::ranges::find(names, "post") != names.end());
  CHECK(std::ranges::find(names, "user") == names.end());
  REQUIRE(restore_before_upgrade(folder.path()));
  REQUIRE(rocksdb::DB::ListColumnFamilies({}, (folder / "store").string(), &names).ok());
  CHECK(std::ranges::find(names, "audit") == names.end());
}
