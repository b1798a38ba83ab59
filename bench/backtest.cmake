tocsin_bench(bench_backtest tocsin_rules tocsin_storage ${ROCKSDB_LIBRARY})
