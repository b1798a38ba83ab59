// Folding: ours against ICU's NFKC_Casefold as it is used bare, on ASCII, other and mixed texts.
#include <cstring>
#include <stdexcept>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include "match_corpus.h"
#include "rules/fold.h"
#include "side_by_side.h"

namespace {

using namespace tocsin;

/// What a plain program does: ICU for all that is not ASCII, a simple loop for what is.
class BareFold {
 public:
  explicit BareFold(std::size_t room) { out_.reserve(room); }

  void append(const std::string& text) {
    unsigned char all = 0;
    for (const char c : text) all |= static_cast<unsigned char>(c);
    if (all < 0x80) {
      const std::size_t begin = out_.size();
      out_.resize(begin + text.size());
      for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        out_[begin + i] =
            static_cast<char>(c | (static_cast<unsigned char>(c - 'A') < 26 ? 0x20 : 0));
      }
    } else {
      folded_.clear();
      icu::StringByteSink<std::string> sink(&folded_);
      UErrorCode code = U_ZERO_ERROR;
      normalizer_->normalizeUTF8(0, text, sink, nullptr, code);
      if (U_FAILURE(code)) throw std::runtime_error(u_errorName(code));
      out_ += folded_;
    }
    out_ += '\n';
  }
  void clear() { out_.clear(); }
  std::size_t size() const { return out_.size(); }

 private:
  static const icu::Normalizer2* instance() {
    UErrorCode code = U_ZERO_ERROR;
    const auto* n = icu::Normalizer2::getNFKCCasefoldInstance(code);
    if (U_FAILURE(code)) throw std::runtime_error(u_errorName(code));
    return n;
  }
  const icu::Normalizer2* normalizer_ = instance();
  std::string folded_;
  std::string out_;
};

void row(const char* name, const std::vector<std::string>& texts, int rounds, bool json) {
  std::size_t bytes = 0;
  for (const std::string& t : texts) bytes += t.size() + 1;
  rules::FoldBuffer ours;
  BareFold bare(4 * bytes);
  std::size_t sum = 0;
  const auto batches = [&](auto& fold) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i % 16 == 0) {
        sum += fold.size();
        fold.clear();
      }
      fold.append(texts[i]);
    }
  };
  const bench::Row r = bench::side_by_side(
      name, rounds, texts.size(), [&] { batches(ours); }, [&] { batches(bare); });
  if (sum == 0) throw std::logic_error("nothing was folded");
  print(r, json);
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false, smoke = false;
  for (int i = 1; i < argc; ++i) {
    json = json || std::strcmp(argv[i], "--json") == 0;
    smoke = smoke || std::strcmp(argv[i], "--smoke") == 0;
  }
  const std::size_t texts = smoke ? 2'000 : 50'000;
  const int rounds = smoke ? 3 : 15;
  row("fold-ascii", bench::MatchMaker(1).make(10, texts, 0, 0).texts, rounds, json);
  row("fold-mixed", bench::MatchMaker(1).make(10, texts, 0, 0.15).texts, rounds, json);
  row("fold-other", bench::MatchMaker(1).make(10, texts, 0, 1).texts, rounds, json);
}
