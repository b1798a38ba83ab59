#include "tools/program.h"

int main(int argc, char** argv) {
  return tocsin::tools::run_program(argc, argv);
}
