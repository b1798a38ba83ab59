#include "engine/serve/workshop_body.h"

#include <functional>

#include <simdjson.h>

#include "engine/bounds.h"
#include "engine/workshop/bounds.h"

namespace tocsin::serve {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t depth_most = 8;
constexpr std::size_t why_bytes_most = 1000;
constexpr std::size_t packs_most = 64;
constexpr std::size_t rule_id_bytes_most = 200;

using Wrong = std::expected<void, std::string>;
using Take = std::function<Wrong(std::string_view name, dom::element value)>;

/// Gives every field of the one object to `take`.
Wrong read_fields(std::string_view json, const Take& take) {
  dom::parser parser;
  dom::object object;
  if (parser.allocate(json.size() + 64, depth_most) != simdjson::SUCCESS ||
      parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS)
    return std::unexpected("the body must be one JSON object");
  for (const auto [name, value] : object)
    if (auto taken = take(name, value); !taken) return taken;
  return {};
}

Wrong unknown(std::string_view name, std::string_view known) {
  return std::unexpected("unknown field " + std::string(name.substr(0, 40)) + "; known are " +
                         std::string(known));
}

Wrong read_text(std::string_view name, dom::element value, std::size_t most, std::string& out) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS)
    return std::unexpected(std::string(name) + " must be a text");
  if (text.size() > most)
    return std::unexpected(std::string(name) + " has at most " + std::to_string(most) + " bytes");
  out = text;
  return {};
}

Wrong read_packs(std::string_view name, dom::element value, std::vector<std::string>& out) {
  dom::array list;
  const std::string wrong = std::string(name) + " must be a list of packs' texts";
  if (value.get(list) != simdjson::SUCCESS) return std::unexpected(wrong);
  for (const dom::element element : list) {
    if (out.size() == packs_most) return std::unexpected(std::string(name) + ": at most 64 packs");
    if (auto read = read_text(name, element, bounds::pack_bytes, out.emplace_back()); !read)
      return read;
  }
  return {};
}

/// Who changes a rule says why: it is read months later.
Wrong need_why(const std::string& why) {
  if (why.find_first_not_of(" \t\n") == why.npos)
    return std::unexpected("say why: \"why\": \"…\" is kept with the version");
  return {};
}

}  // namespace

BodyOr<PackBody> read_pack_body(std::string_view json) {
  PackBody body;
  bool has_text = false;
  const auto read = read_fields(json, [&](std::string_view name, dom::element value) -> Wrong {
    has_text = has_text || name == "text";
    if (name == "text") return read_text(name, value, bounds::pack_bytes, body.text);
    if (name == "why") return read_text(name, value, why_bytes_most, body.why);
    return unknown(name, "text and why");
  });
  if (!read) return std::unexpected(read.error());
  if (!has_text) return std::unexpected("a pack's text is missing: \"text\": \"pack: …\"");
  if (auto why = need_why(body.why); !why) return std::unexpected(why.error());
  return body;
}

BodyOr<RevertBody> read_revert_body(std::string_view json) {
  RevertBody body;
  const auto read = read_fields(json, [&](std::string_view name, dom::element value) -> Wrong {
    if (name == "to") {
      if (value.get(body.to) == simdjson::SUCCESS && body.to > 0) return {};
      return std::unexpected("to must be the number of a version");
    }
    if (name == "why") return read_text(name, value, why_bytes_most, body.why);
    return unknown(name, "to and why");
  });
  if (!read) return std::unexpected(read.error());
  if (body.to == 0) return std::unexpected("\"to\": the number of the version is missing");
  if (auto why = need_why(body.why); !why) return std::unexpected(why.error());
  return body;
}

BodyOr<StatusBody> read_status_body(std::string_view json) {
  StatusBody body;
  bool has_status = false;
  const auto read = read_fields(json, [&](std::string_view name, dom::element value) -> Wrong {
    if (name == "why") return read_text(name, value, why_bytes_most, body.why);
    if (name != "status") return unknown(name, "status and why");
    std::string text;
    if (auto is_text = read_text(name, value, 20, text); !is_text) return is_text;
    for (const auto status :
         {RuleStatus::draft, RuleStatus::shadow, RuleStatus::live, RuleStatus::retired})
      if (name_of(status) == text) {
        body.status = status;
        has_status = true;
        return {};
      }
    return std::unexpected("status is one of draft, shadow, live, retired");
  });
  if (!read) return std::unexpected(read.error());
  if (!has_status) return std::unexpected("\"status\" is missing: draft, shadow, live or retired");
  if (auto why = need_why(body.why); !why) return std::unexpected(why.error());
  return body;
}

BodyOr<DraftBody> read_draft_body(std::string_view json) {
  std::optional<std::string> pack;
  const auto read = read_fields(json, [&](std::string_view name, dom::element value) -> Wrong {
    if (name != "pack") return unknown(name, "pack");
    return read_text(name, value, bounds::pack_bytes, pack.emplace());
  });
  if (!read) return std::unexpected(read.error());
  if (!pack) return std::unexpected("a pack's text is missing: \"pack\": \"pack: …\"");
  return DraftBody{std::move(*pack)};
}

BodyOr<ExplainRequest> read_explain_body(std::string_view json) {
  ExplainRequest body;
  const auto read = read_fields(json, [&](std::string_view name, dom::element value) -> Wrong {
    if (value.is_null()) return {};
    if (name == "rule") return read_text(name, value, rule_id_bytes_most, body.rule);
    if (name == "pack") return read_text(name, value, bounds::pack_bytes, body.pack.emplace());
    if (name == "text") return read_text(name, value, bounds::explained_bytes, body.text.emplace());
    if (name != "post") return unknown(name, "rule, pack, text and post");
    if (!value.is_object()) return std::unexpected("post must be a post, as one JSON object");
    body.post = simdjson::minify(value);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  if (body.rule.empty() && !body.pack)
    return std::unexpected("say which rule: \"rule\": \"pack/id\"");
  if (body.text.has_value() == !body.post.empty())
    return std::unexpected("give what is to be explained: either \"text\" or \"post\"");
  return body;
}

BodyOr<BacktestRequest> read_backtest_body(std::string_view json) {
  BacktestRequest body;
  const auto read = read_fields(json, [&](std::string_view name, dom::element value) -> Wrong {
    if (name == "since") return read_text(name, value, 20, body.since);
    if (name == "packs" && value.is_null()) return {};
    if (name == "packs") return read_packs(name, value, body.packs);
    if (name != "against") return unknown(name, "packs, against and since");
    if (value.is_null()) return {};
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS && text == "used") {
      body.against_used = true;
      return {};
    }
    return read_packs(name, value, body.against);
  });
  if (!read) return std::unexpected(read.error());
  return body;
}

}  // namespace tocsin::serve
