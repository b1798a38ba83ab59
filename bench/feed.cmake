tocsin_bench(bench_feed tocsin_serve)
