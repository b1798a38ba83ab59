tocsin_bench(bench_reload tocsin_traffic tocsin_connectors tocsin_rules tocsin_storage
  tocsin_memory CLI11::CLI11)
