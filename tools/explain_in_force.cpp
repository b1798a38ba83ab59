#include "tools/explain_in_force.h"

#include "rules/explain.h"
#include "tools/find_rule.h"
#include "tools/post_lines.h"

namespace tocsin::tools {
namespace {

using serve::DeskFault;

serve::RuleDesk::Or<std::string> shown(const std::optional<rules::Explanation>& explanation) {
  if (explanation) return rules::to_json(*explanation);
  return std::unexpected(
      DeskFault{500, "not-scanned", "the text could not be searched: nothing is known of it"});
}

serve::RuleDesk::Or<std::string> explain_post(const RuleBook& book, RuleIndex rule,
                                              const std::string& post) {
  serve::RuleDesk::Or<std::string> answer =
      std::unexpected(DeskFault{400, "post", "it is no post"});
  PostLines lines(
      {.post = [&](const PostView& view) { answer = shown(rules::explain(book, rule, view)); },
       .no_post =
           [&](std::uint64_t, std::string_view why) {
             answer =
                 std::unexpected(DeskFault{400, "post", "this is no post: " + std::string(why)});
           }});
  lines.feed(post);
  lines.finish();
  return answer;
}

}  // namespace

std::optional<serve::RuleDesk::Or<std::string>> explain_in_force(
    const RuleBookPtr& book, const serve::ExplainRequest& request) {
  if (!book) return std::nullopt;
  const auto rule = find_rule(*book, request.rule);
  if (!rule) return std::nullopt;
  if (request.text) return shown(rules::explain_text(*book, *rule, *request.text));
  return explain_post(*book, *rule, request.post);
}

}  // namespace tocsin::tools
