#include "tools/doctor_command.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "engine/json_writer.h"
#include "tools/checkup.h"
#include "tools/messages.h"

namespace tocsin::tools {
namespace {

struct DoctorArguments {
  std::string config;
  std::string data;
  std::vector<std::string> packs;
  bool json = false;
};

std::string_view name_of(Verdict verdict) {
  return verdict == Verdict::good ? "good" : verdict == Verdict::note ? "note" : "bad";
}

std::string as_json(const Checkup& checkup) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("checks").begin_array();
  for (const auto& item : checkup)
    json.begin_object()
        .field("verdict", name_of(item.verdict))
        .field("what", item.what)
        .field("text", item.text)
        .end_object();
  json.end_array().end_object();
  return out + "\n";
}

std::string as_text(const Checkup& checkup) {
  std::string out;
  for (const auto& item : checkup) {
    out += std::string(name_of(item.verdict)) + "  " + item.what;
    out.append(item.what.size() < 18 ? 18 - item.what.size() : 1, ' ');
    out += printable(item.text) + "\n";
  }
  return out;
}

int run_doctor(const DoctorArguments& arguments) {
  const auto checkup = check_up(arguments.config, arguments.data, arguments.packs);
  const auto text = arguments.json ? as_json(checkup) : as_text(checkup);
  std::fwrite(text.data(), 1, text.size(), stdout);
  const bool bad =
      std::ranges::any_of(checkup, [](const auto& c) { return c.verdict == Verdict::bad; });
  return static_cast<int>(bad ? ExitCode::no : ExitCode::done);
}

}  // namespace

void add_doctor_command(Command app) {
  const auto command =
      app.add("doctor", "Check configuration, rules, store, disk, ports, limits, sources",
              "tocsin doctor --config tocsin.yaml");
  auto a = std::make_shared<DoctorArguments>();
  command.option("--config", a->config, "configuration file");
  command.option("--data", a->data, "where the store is; default: the user's data folder");
  command.option("--packs", a->packs, "rule files or folders; default: the shipped packs");
  command.flag("--json", a->json, "as JSON");
  command.runs([a] { return run_doctor(*a); });
}

}  // namespace tocsin::tools
