#include "tools/completion_command.h"

#include <memory>

#include "tools/completion.h"
#include "tools/rules_checking.h"

namespace tocsin::tools {

void add_completion_command(CLI::App& app, Chosen& chosen) {
  auto shell = std::make_shared<std::string>();
  auto* command =
      add_command(app, "completion", "Print the completion script of a shell",
                  "source <(tocsin completion bash)              # in ~/.bashrc\n"
                  "  source <(tocsin completion zsh)               # in ~/.zshrc, behind compinit\n"
                  "  tocsin completion fish > ~/.config/fish/completions/tocsin.fish");
  command->add_option("shell", *shell, "bash, zsh, fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &chosen] {
    chosen = [shell, &app] {
      const auto commands = command_tree(app);
      print(*shell == "bash"  ? bash_completion(commands)
            : *shell == "zsh" ? zsh_completion(commands)
                              : fish_completion(commands));
      return static_cast<int>(ExitCode::done);
    };
  });
}

}  // namespace tocsin::tools
