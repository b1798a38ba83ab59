#pragma once
/// CLI11, for the few files that know it: its headers cost each file that reads them half a minute
/// of compiling, so commands speak to it through command.h.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
