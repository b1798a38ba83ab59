#pragma once
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin doctor`: what is wrong with an installation, and how to mend it.
void add_doctor_command(Command app);

}  // namespace tocsin::tools
