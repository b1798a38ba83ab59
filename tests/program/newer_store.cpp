#include <cstdio>
#include <vector>

#include "storage/rocks_store.h"

/// Makes a store as a program of the future would: `newer_store FOLDER`.
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::vector<tocsin::storage::Migration> future{
      {999, "the future", [](tocsin::storage::Database&) { return std::string(); }}};
  tocsin::StoreOptions options;
  options.path = argv[1];
  options.migrations = future;
  const auto store = tocsin::RocksStore::open(std::move(options));
  if (!store) std::fprintf(stderr, "%s\n", store.error().what.c_str());
  return store ? 0 : 1;
}
