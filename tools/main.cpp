#include <malloc.h>

#include "tools/program.h"

int main(int argc, char** argv) {
  // Threads hand memory to one another here: an arena for each would keep what another freed.
  mallopt(M_ARENA_MAX, 2);
  return tocsin::tools::run_program(argc, argv);
}
