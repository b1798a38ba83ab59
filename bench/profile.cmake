tocsin_bench(bench_profile tocsin_traffic tocsin_connectors tocsin_rules tocsin_storage)
# The program's own observer, without the program.
target_sources(bench_profile PRIVATE ${CMAKE_SOURCE_DIR}/tools/rule_profile.cpp)
