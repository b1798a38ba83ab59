#include <algorithm>
#include <array>

#include "rules/language_names.h"
#include "rules/pack_keys.h"
#include "rules/pack_parser.h"
#include "rules/yaml_reading.h"

namespace tocsin::rules {
namespace {

constexpr auto brand_keys = keys::names_of(keys::brand);
constexpr auto file_keys = keys::names_of(keys::brands_file);

/// `platform:account`, as posts carry it.
bool is_account(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && is_id(text.substr(0, colon)) &&
         colon + 1 < text.size() && text.find_first_of(" \t") == std::string_view::npos;
}

std::vector<std::string> read_accounts(const yaml::Node& node, ProblemSink& problems) {
  std::vector<std::string> accounts;
  if (node.is_null() || !yaml::is_list(node, "`accounts`", "accounts: ['x:@acme']", problems))
    return accounts;
  for (const yaml::Node& item : node.items) {
    if (item.is_scalar() && is_account(item.value))
      accounts.push_back(item.value);
    else
      problems.error(item.offset, "account",
                     "`" + item.value +
                         "` is no account: write platform and account, as 'x:@acme' or "
                         "'bluesky:did:plc:…'");
  }
  return accounts;
}

Brand read_brand(const yaml::Node& node, ProblemSink& problems) {
  Brand brand;
  const yaml::Mapping map(node, "a brand", brand_keys, problems);
  if (!map.ok()) return brand;
  brand.place = problems.place(node.offset);
  const yaml::Node* id = map.need("id", "id: acme");
  brand.id = id ? map.text("id") : std::string();
  if (!brand.id.empty() && !is_id(brand.id)) {
    problems.error(
        id->offset, "id",
        "`" + brand.id + "` is no id of a brand (a-z 0-9 -): write `" + as_id(brand.id) + '`');
    brand.id.clear();
  }
  brand.name = map.text("name");
  if (brand.name.empty()) brand.name = brand.id;
  brand.owner = map.text("owner");
  if (const auto* words = map.get("words"); words && !words->is_null())
    brand.words = read_entries(*words, "`words`", problems);
  if (const auto* unless = map.get("unless"); unless && !unless->is_null())
    brand.unless = read_entries(*unless, "`unless`", problems);
  if (const auto* accounts = map.get("accounts"))
    brand.accounts = read_accounts(*accounts, problems);
  if (brand.words.empty() && brand.accounts.empty() && !map.get("words") && !map.get("accounts"))
    problems.warning(node.offset, "brand-without-words",
                     "this brand has neither `words` nor `accounts`: only a source configured as "
                     "about it can find it");
  return brand;
}

}  // namespace

std::vector<Brand> read_brands(const yaml::Node& node, ProblemSink& problems) {
  std::vector<Brand> brands;
  if (!yaml::is_list(node, "`brands`", "- id: acme", problems)) return brands;
  for (const yaml::Node& item : node.items) {
    Brand brand = read_brand(item, problems);
    if (brand.id.empty()) continue;
    const auto earlier = std::ranges::find(brands, brand.id, &Brand::id);
    if (earlier != brands.end()) {
      problems.error(brand.place, "duplicate-id",
                     "the brand `" + brand.id + "` stands in line " +
                         std::to_string(earlier->place.line) + " already: keep one of them");
      continue;
    }
    brands.push_back(std::move(brand));
  }
  return brands;
}

std::vector<Brand> parse_brands(std::string_view file, std::string_view bytes,
                                std::vector<Problem>& problems) {
  const std::size_t first = problems.size();
  std::vector<Brand> brands;
  YamlFile source(file, bytes, problems);
  const yaml::Node* root = source.root();
  if (root && root->kind == yaml::Kind::list) {
    brands = read_brands(*root, source.problems());
  } else if (root) {
    const yaml::Mapping map(*root, "a file of brands", file_keys, source.problems());
    const yaml::Node* list = map.ok() ? map.need("brands", "brands:") : nullptr;
    if (list) brands = read_brands(*list, source.problems());
  }
  sort_by_place(problems, first);
  return brands;
}

}  // namespace tocsin::rules
