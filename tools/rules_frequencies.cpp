#include "tools/rules_frequencies.h"

#include <fstream>
#include <memory>
#include <sstream>

#include "tools/messages.h"
#include "tools/post_lines.h"
#include "tools/replaced_file.h"
#include "tools/rules_checking.h"

namespace tocsin::tools {
namespace {

struct FrequencyArguments {
  std::vector<std::string> posts;
  std::string out;
};

int count_words(const FrequencyArguments& arguments) {
  rules::FrequencyCounter counter;
  bool all_posts = true;
  PostLines lines({.post = [&](const PostView& post) { counter.add(post.text); },
                   .no_post =
                       [&](std::uint64_t line, std::string_view why) {
                         all_posts = false;
                         say("line " + std::to_string(line) + " is no post: " + printable(why));
                       }});
  for (const auto& file : arguments.posts)
    if (const auto read = read_posts(file, lines); !read) return tell(read.error());
  const auto table = counter.table();
  if (arguments.out.empty() || arguments.out == "-")
    print(table.to_text());
  else if (const auto written = replace_file(arguments.out, table.to_text()); !written)
    return tell({ExitCode::try_again, written.error()});
  say(counted(table.posts(), "post") + ", " + counted(table.size(), "word or pair") +
      " often enough to be kept");
  return static_cast<int>(all_posts ? ExitCode::done : ExitCode::no);
}

}  // namespace

std::expected<rules::Frequencies, Fault> read_frequencies(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  if (!in || !(bytes << in.rdbuf()))
    return std::unexpected(
        Fault{ExitCode::wrong_use, "--frequencies " + file + ": cannot be read; check the path"});
  auto table = rules::Frequencies::from_text(bytes.view());
  if (!table)
    return std::unexpected(
        Fault{ExitCode::wrong_use, "--frequencies " + file + ": " + table.error()});
  return std::move(*table);
}

void add_rules_frequencies_command(Command rules) {
  auto arguments = std::make_shared<FrequencyArguments>();
  const auto command = rules.add(
      "frequencies", "Count words in posts of yours, for `check --frequencies`",
      "tocsin rules frequencies posts.ndjson --out words.tsv\n"
      "  tocsin rules check packs/ --frequencies words.tsv\n\n"
      "Take a sample of what comes in, not only of mentions. The table holds words and pairs of\n"
      "words with their counts, and no post.");
  command.option("posts", arguments->posts, "NDJSON posts; - is standard input").required();
  command.option("--out", arguments->out, "where to write the table; none: standard output");
  command.runs([arguments] { return count_words(*arguments); });
}

}  // namespace tocsin::tools
