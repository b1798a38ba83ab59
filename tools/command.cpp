#include "tools/command.h"

#include <cstdint>
#include <utility>

#include "tools/cli11.h"

namespace tocsin::tools {

CommandOption CommandOption::required() {
  option_->required();
  return *this;
}

CommandOption CommandOption::shows_default() {
  option_->capture_default_str();
  return *this;
}

CommandOption CommandOption::hidden() {
  option_->group("");
  return *this;
}

CommandOption CommandOption::existing_file() {
  option_->check(CLI::ExistingFile);
  return *this;
}

CommandOption CommandOption::existing_folder() {
  option_->check(CLI::ExistingDirectory);
  return *this;
}

CommandOption CommandOption::existing_path() {
  option_->check(CLI::ExistingPath);
  return *this;
}

CommandOption CommandOption::existing_path_or(std::string word) {
  const std::string shown = "PATH or " + word;
  option_->check(CLI::Validator(
      [word = std::move(word)](std::string& value) {
        return value == word ? std::string() : CLI::ExistingPath(value);
      },
      shown));
  return *this;
}

CommandOption CommandOption::one_of(std::vector<std::string> words) {
  option_->check(CLI::IsMember(std::move(words)));
  return *this;
}

template <class Number>
CommandOption CommandOption::between(Number least, Number most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

template CommandOption CommandOption::between(int, int);
template CommandOption CommandOption::between(unsigned, unsigned);
template CommandOption CommandOption::between(std::uint64_t, std::uint64_t);
template CommandOption CommandOption::between(double, double);

Command Command::add(const std::string& name, const std::string& purpose,
                     const std::string& example) const {
  auto* command = app_->add_subcommand(name, purpose);
  command->footer("Example:\n  " + example);
  return {*command, *chosen_};
}

void Command::needs_one_below() const {
  app_->require_subcommand(1);
}

template <class Value>
CommandOption Command::option(const std::string& name, Value& value,
                              const std::string& says) const {
  return CommandOption(*app_->add_option(name, value, says));
}

template CommandOption Command::option(const std::string&, std::string&, const std::string&) const;
template CommandOption Command::option(const std::string&, std::vector<std::string>&,
                                       const std::string&) const;
template CommandOption Command::option(const std::string&, int&, const std::string&) const;
template CommandOption Command::option(const std::string&, unsigned&, const std::string&) const;
template CommandOption Command::option(const std::string&, std::uint64_t&,
                                       const std::string&) const;
template CommandOption Command::option(const std::string&, double&, const std::string&) const;

CommandOption Command::flag(const std::string& name, bool& value, const std::string& says) const {
  return CommandOption(*app_->add_flag(name, value, says));
}

void Command::runs(Chosen work) const {
  app_->callback([work = std::move(work), chosen = chosen_] { *chosen = work; });
}

}  // namespace tocsin::tools
