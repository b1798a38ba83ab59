#include "rules/literal_database.h"

#include <new>
#include <numeric>
#include <vector>

#include <hs.h>

namespace tocsin::rules {

void LiteralDatabase::Free::operator()(hs_database* d) const {
  hs_free_database(d);
}
void LiteralDatabase::Scratch::Free::operator()(hs_scratch* s) const {
  hs_free_scratch(s);
}

std::string unsupported_processor() {
  if (hs_valid_platform() == HS_SUCCESS) return {};
  return "this processor lacks SSSE3, which the matcher (Hyperscan) needs: run Tocsin on a newer "
         "x86-64 machine";
}

namespace {

hs_database* from_cache(const LiteralCache& cache) {
  const std::string bytes = cache.load();
  hs_database* database = nullptr;
  if (bytes.empty() || hs_deserialize_database(bytes.data(), bytes.size(), &database) != HS_SUCCESS)
    return nullptr;
  return database;
}

void to_cache(const LiteralCache& cache, const hs_database* database) {
  char* bytes = nullptr;
  std::size_t size = 0;
  if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS) return;
  const std::unique_ptr<char, decltype(&std::free)> owned(bytes, &std::free);
  cache.store({bytes, size});
}

}  // namespace

std::expected<LiteralDatabase, std::string> LiteralDatabase::compile(
    std::span<const std::string> literals, const std::string& cache_dir) {
  LiteralDatabase out;
  if (std::string why = unsupported_processor(); !why.empty()) return std::unexpected(why);
  if (literals.empty()) return out;
  const LiteralCache cache(cache_dir, literals);
  if (hs_database* found = from_cache(cache)) {
    out.database_.reset(found);
    return out;
  }
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string& l : literals) {
    texts.push_back(l.data());
    sizes.push_back(l.size());
  }
  std::vector<unsigned> ids(literals.size());
  std::iota(ids.begin(), ids.end(), 0U);
  hs_database* database = nullptr;
  hs_compile_error* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), nullptr, ids.data(), sizes.data(),
                           static_cast<unsigned>(literals.size()), HS_MODE_BLOCK, nullptr,
                           &database, &error) != HS_SUCCESS) {
    std::string why = error ? error->message : "unknown reason";
    hs_free_compile_error(error);
    return std::unexpected("the literals could not be compiled: " + why);
  }
  out.database_.reset(database);
  to_cache(cache, database);
  return out;
}

LiteralDatabase::Scratch LiteralDatabase::scratch() const {
  hs_scratch* scratch = nullptr;
  if (database_ && hs_alloc_scratch(database_.get(), &scratch) != HS_SUCCESS)
    throw std::bad_alloc();
  return Scratch(scratch);
}

bool LiteralDatabase::scan(std::string_view text, const Scratch& scratch, LiteralFound found,
                           void* context) const {
  if (!database_) return true;
  return hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch.get(),
                 found, context) == HS_SUCCESS;
}

}  // namespace tocsin::rules
