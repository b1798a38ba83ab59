#include "tools/schema_command.h"

#include <memory>

#include "rules/schema.h"
#include "tools/config_schema.h"
#include "tools/messages.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"

namespace tocsin::tools {
namespace {

struct SchemaArguments {
  std::string of;
  std::string config;
};

int write_schema(const SchemaArguments& arguments) {
  const auto config = load_wanted_config(arguments.config);
  if (!config) return tell(config.error());
  if (arguments.of == "packs")
    print(rules::pack_schema(config->signals) + '\n');
  else if (arguments.of == "brands")
    print(rules::brands_schema() + '\n');
  else
    print(config_schema() + '\n');
  return static_cast<int>(ExitCode::done);
}

}  // namespace

void add_schema_command(Command app) {
  auto a = std::make_shared<SchemaArguments>();
  const auto command =
      app.add("schema", "Print the JSON Schema of packs, brands or the configuration, for editors",
              "tocsin schema packs > packs.schema.json\n\n"
              "and as the first line of a pack, for editors that use yaml-language-server:\n"
              "  # yaml-language-server: $schema=packs.schema.json");
  command.option("of", a->of, "packs, brands, config")
      .required()
      .one_of({"packs", "brands", "config"});
  command.option("--config", a->config,
                 "for packs: a configuration with `signals:` that packs may name");
  command.runs([a] { return write_schema(*a); });
}

}  // namespace tocsin::tools
