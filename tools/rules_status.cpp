#include "tools/rules_status.h"

#include <memory>

#include <simdjson.h>

#include "engine/json_writer.h"
#include "rules/language_names.h"
#include "tools/engine_client.h"
#include "tools/messages.h"
#include "tools/rule_name.h"
#include "tools/rules_checking.h"

namespace tocsin::tools {
namespace {

struct StatusArguments {
  EngineAddress address;
  std::string rule;
  std::string status;
  std::string why;
  bool json = false;
};

/// Where the change was written.
std::string written_to(const std::string& answer) {
  simdjson::dom::parser parser;
  simdjson::dom::element pack;
  std::string_view file;
  std::int64_t version = 0;
  if (parser.parse(answer).get(pack) != simdjson::SUCCESS ||
      pack.at_key("file").get(file) != simdjson::SUCCESS ||
      pack.at_key("version").get(version) != simdjson::SUCCESS)
    return {};
  return ", in version " + std::to_string(version) + " of " + printable(file);
}

int set_status(const StatusArguments& a) {
  if (const auto fault = misnamed(a.rule)) return tell(*fault);
  if (a.why.find_first_not_of(' ') == std::string::npos)
    return tell(
        {ExitCode::wrong_use, "--why is empty: say in some words why, for who reads it later"});
  std::string body;
  JsonWriter(body).begin_object().field("status", a.status).field("why", a.why).end_object();
  const auto answer = tell_engine(a.address, "/api/v1/rules/" + a.rule + "/status", body);
  if (!answer) return tell(answer.error());
  if (a.json)
    print(*answer + '\n');
  else
    print(a.rule + " is " + a.status + written_to(*answer) + '\n');
  return static_cast<int>(ExitCode::done);
}

}  // namespace

void add_rules_status_command(Command commands) {
  auto a = std::make_shared<StatusArguments>();
  const auto command = commands.add(
      "status", "Give a rule of the running engine another status, and say why",
      "tocsin rules status shop/leaves live --why \"two weeks in shadow, all right\"\n\n"
      "Its pack's file is edited (comments stay), its version raised; `rules show` tells its "
      "life.");
  command.option("rule", a->rule, "the rule, as `pack/id`").required();
  const auto names = rules::status_names();
  command.option("status", a->status, "draft, shadow, live, retired")
      .required()
      .one_of(std::vector<std::string>(names.begin(), names.end()));
  command.option("--why", a->why, "for the rule's life and the audit log").required();
  command.flag("--json", a->json, "the pack, as the engine answered");
  add_engine_address(command, a->address);
  command.runs([a] { return set_status(*a); });
}

}  // namespace tocsin::tools
