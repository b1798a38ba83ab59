#include "tools/completion_command.h"

#include <memory>

#include "tools/completion.h"
#include "tools/rules_checking.h"

namespace tocsin::tools {

void add_completion_command(Command app) {
  auto shell = std::make_shared<std::string>();
  const auto command =
      app.add("completion", "Print the completion script of a shell",
              "source <(tocsin completion bash)              # in ~/.bashrc\n"
              "  source <(tocsin completion zsh)               # in ~/.zshrc, behind compinit\n"
              "  tocsin completion fish > ~/.config/fish/completions/tocsin.fish");
  command.option("shell", *shell, "bash, zsh, fish").required().one_of({"bash", "zsh", "fish"});
  command.runs([shell, app] {
    const auto commands = command_tree(app.app());
    print(*shell == "bash"  ? bash_completion(commands)
          : *shell == "zsh" ? zsh_completion(commands)
                            : fish_completion(commands));
    return static_cast<int>(ExitCode::done);
  });
}

}  // namespace tocsin::tools
