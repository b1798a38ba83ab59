#include "tools/typed_password.h"

#include <cstdio>
#include <fstream>
#include <iostream>

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "engine/people/password.h"
#include "tools/messages.h"

namespace tocsin::tools {
namespace {

Fault wrong_use(std::string what) {
  return {ExitCode::wrong_use, std::move(what)};
}

/// What is typed is not shown while this lives.
class Unseen {
 public:
  Unseen() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~Unseen() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

std::string asked_for(const char* what) {
  std::fprintf(stderr, "%s: ", what);
  std::string line;
  {
    const Unseen unseen;
    std::getline(std::cin, line);
  }
  std::fputc('\n', stderr);
  return line;
}

std::expected<std::string, Fault> first_line(std::istream& in, const std::string& where) {
  std::string line;
  if (!std::getline(in, line))
    return std::unexpected(wrong_use(where + ": has no line that could be the password"));
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::expected<std::string, Fault> from_file(const std::string& file) {
  struct stat about{};
  if (::stat(file.c_str(), &about) == 0 && (about.st_mode & 077) != 0)
    say("others may read " + file + ": remove it, or `chmod 600` it");
  std::ifstream in(file, std::ios::binary);
  return first_line(in, file);
}

std::expected<std::string, Fault> from_the_terminal() {
  auto first = asked_for("Password");
  if (asked_for("The same again") == first) return first;
  return std::unexpected(wrong_use("the two differ: try again"));
}

}  // namespace

std::expected<std::string, Fault> typed_password(const std::string& file,
                                                 const std::string& login) {
  auto password = !file.empty() && file != "-"             ? from_file(file)
                  : file.empty() && ::isatty(STDIN_FILENO) ? from_the_terminal()
                                                           : first_line(std::cin, "standard input");
  if (!password) return password;
  if (auto trouble = trouble_with_password(*password, login); !trouble.empty())
    return std::unexpected(wrong_use(std::move(trouble)));
  return password;
}

}  // namespace tocsin::tools
