#include "engine/serve/reply_list.h"

#include <catch2/catch_test_macros.hpp>

#include "engine/desk/desk_store.h"

namespace tocsin::serve {
namespace {

struct KeptReplies final : DeskStore {
  std::vector<Reply> all;
  std::vector<TimelineEntry> timeline(CaseId, std::size_t) const override { return {}; }
  void each_deed(const std::function<void(const Deed&)>&) const override {}
  void each_reply(const std::function<void(const Reply&)>& visit) const override {
    for (const auto& reply : all) visit(reply);
  }
  std::vector<Reply> replies(CaseId) const override { return {}; }
  PostPage search(const PostQuery&) const override { return {}; }

  /// Drafted in second `at`; ids are no order.
  Reply& add(std::int64_t at, ReplyState state, bool needs_approval = true) {
    Reply reply;
    const std::uint64_t n = all.size() + 1;
    reply.in = CaseId{{n, n}};
    reply.id = reply_id(reply.in, 1);
    reply.drafted = instant_from_us(at * 1'000'000);
    reply.state = state;
    reply.needs_approval = needs_approval;
    reply.text = std::to_string(at);
    return all.emplace_back(std::move(reply));
  }
};

std::vector<std::string> texts(const ReplyPage& page) {
  std::vector<std::string> out;
  for (const auto& reply : page.replies) out.push_back(reply.text);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the reply that waits longest comes first, page by page", "[reply_list]") {
  KeptReplies kept;
  for (const std::int64_t at : {5, 3, 9, 1, 7, 3}) kept.add(at, ReplyState::draft);
  ReplyQuery query;
  query.limit = 2;
  Texts seen;
  for (int pages = 0; pages < 9; ++pages) {
    const auto page = read_reply_page(query, kept);
    for (const auto& text : texts(page)) seen.push_back(text);
    query.after = page.next;
    if (!page.next) break;
    kept.all.front().state = ReplyState::approved;  // moving on moves nothing in the list
  }
  CHECK(seen == Texts{"1", "3", "3", "5", "7", "9"});
}

TEST_CASE("a page that ends the list says so", "[reply_list]") {
  KeptReplies kept;
  CHECK_FALSE(read_reply_page({}, kept).next);
  for (const std::int64_t at : {1, 2}) kept.add(at, ReplyState::draft);
  ReplyQuery query;
  query.limit = 2;
  CHECK_FALSE(read_reply_page(query, kept).next);
}

TEST_CASE("what waits for a lead is found by state and by need", "[reply_list]") {
  KeptReplies kept;
  kept.add(1, ReplyState::draft);
  kept.add(2, ReplyState::draft, false);
  kept.add(3, ReplyState::approved).approved_by = {"u_lee", "Lee"};
  kept.add(4, ReplyState::held);
  kept.add(5, ReplyState::sent, false);
  ReplyQuery query;
  query.needs_approval = true;
  CHECK(texts(read_reply_page(query, kept)) == Texts{"1", "4"});
  query.states = {ReplyState::draft};
  CHECK(texts(read_reply_page(query, kept)) == Texts{"1"});
  query.needs_approval = false;
  CHECK(texts(read_reply_page(query, kept)) == Texts{"2"});
  query = {.states = {ReplyState::sent, ReplyState::approved}};
  CHECK(texts(read_reply_page(query, kept)) == Texts{"3", "5"});
}

TEST_CASE("the list of replies takes what it names, and a cursor of its own", "[reply_list]") {
  const auto read = [](std::string path) {
    const auto target = parse_target(path).value();
    QueryReader reader(target);
    read_reply_list(reader);
    const auto problem = reader.problem();
    return problem ? problem->detail : std::string();
  };
  const std::string place = to_string(ReplyPlace{instant_from_us(7), reply_id(CaseId{{1, 2}}, 3)});
  CHECK(
      read("/api/v1/replies?state=draft,held&needs_approval=true&limit=9&cursor=" + place).empty());
  CHECK(read("/x?state=bogus").starts_with("the parameter state takes"));
  CHECK(read("/x?needs_approval=yes") == "the parameter needs_approval takes true or false");
  for (const char* cursor : {"7", "7-", "-7-rp_x", "x-rp_00000000000000000000000000", "7-al_0"})
    CHECK(read(std::string("/x?cursor=") + cursor).starts_with("the parameter cursor takes"));
}

}  // namespace tocsin::serve
