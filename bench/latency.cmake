tocsin_bench(bench_latency tocsin_traffic Boost::headers Threads::Threads)
add_dependencies(bench_latency tocsin)
