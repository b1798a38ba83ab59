tocsin_bench(bench_pipeline tocsin_traffic tocsin_connectors tocsin_rules tocsin_storage
  tocsin_memory CLI11::CLI11 PkgConfig::HS PkgConfig::ICU PkgConfig::SIMDJSON PkgConfig::XXHASH ${ROCKSDB_LIBRARY})
tocsin_bench(bench_memory tocsin_traffic tocsin_connectors tocsin_rules tocsin_storage
  tocsin_memory CLI11::CLI11)
