tocsin_bench(bench_decode tocsin_connectors PkgConfig::SIMDJSON)
