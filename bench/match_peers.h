#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <hs.h>
#include <pcre2.h>
#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include "match_corpus.h"

/// What users could pick instead, each over the same folded text. found(rule) is told once a rule
/// and text.
namespace tocsin::bench {

/// One big Hyperscan database of regular expressions.
class HyperscanRegexes {
 public:
  explicit HyperscanRegexes(const std::vector<MatchRule>& rules) {
    std::vector<const char*> texts;
    // The newline between joined posts ends no rule, so `$` is at line ends.
    std::vector<unsigned> flags(rules.size(), HS_FLAG_MULTILINE), ids;
    for (unsigned i = 0; i < rules.size(); ++i) {
      texts.push_back(rules[i].regex.c_str());
      ids.push_back(i);
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(texts.data(), flags.data(), ids.data(),
                         static_cast<unsigned>(rules.size()), HS_MODE_BLOCK, nullptr, &database_,
                         &error) != HS_SUCCESS)
      throw std::runtime_error(error->message);
    if (hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) throw std::bad_alloc();
  }
  HyperscanRegexes(const HyperscanRegexes&) = delete;
  ~HyperscanRegexes() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  /// found(rule, end): every match.
  template <class Found>
  void scan(std::string_view text, Found& found) {
    const auto on_match = [](unsigned rule, unsigned long long, unsigned long long end, unsigned,
                             void* context) {
      (*static_cast<Found*>(context))(rule, static_cast<std::size_t>(end));
      return 0;
    };
    if (hs_scan(database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_, on_match,
                &found) != HS_SUCCESS)
      throw std::runtime_error("hs_scan failed");
  }

 private:
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};

inline RE2::Options quiet_options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(256 << 20);
  return options;
}
class Re2Set {
 public:
  explicit Re2Set(const std::vector<MatchRule>& rules) : set_(quiet_options(), RE2::UNANCHORED) {
    for (const MatchRule& r : rules)
      if (set_.Add(r.regex, nullptr) < 0) throw std::runtime_error(r.regex);
    if (!set_.Compile()) throw std::runtime_error("RE2::Set: out of memory");
  }
  template <class Found>
  void scan(std::string_view text, Found&& found) {
    hits_.clear();
    set_.Match(re2::StringPiece(text.data(), text.size()), &hits_);
    for (const int rule : hits_) found(static_cast<unsigned>(rule));
  }

 private:
  RE2::Set set_;
  std::vector<int> hits_;
};

/// FilteredRE2, its atoms found by one Hyperscan literal database.
class Filtered {
 public:
  explicit Filtered(const std::vector<MatchRule>& rules) {
    for (const MatchRule& r : rules) {
      int id = 0;
      if (set_.Add(r.regex, quiet_options(), &id) != RE2::NoError)
        throw std::runtime_error(r.regex);
    }
    set_.Compile(&atoms_);
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    std::vector<unsigned> ids;
    for (unsigned i = 0; i < atoms_.size(); ++i) {
      texts.push_back(atoms_[i].data());
      sizes.push_back(atoms_[i].size());
      ids.push_back(i);
    }
    const std::vector<unsigned> flags(atoms_.size(), HS_FLAG_SINGLEMATCH);
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(),
                             static_cast<unsigned>(atoms_.size()), HS_MODE_BLOCK, nullptr,
                             &database_, &error) != HS_SUCCESS)
      throw std::runtime_error(error->message);
    if (hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) throw std::bad_alloc();
  }
  Filtered(const Filtered&) = delete;
  ~Filtered() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  template <class Found>
  void scan(std::string_view text, Found&& found) {
    matched_.clear();
    const auto on_match = [](unsigned atom, unsigned long long, unsigned long long, unsigned,
                             void* context) {
      static_cast<std::vector<int>*>(context)->push_back(static_cast<int>(atom));
      return 0;
    };
    hs_scan(database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_, on_match,
            &matched_);
    hits_.clear();
    set_.AllMatches(re2::StringPiece(text.data(), text.size()), matched_, &hits_);
    for (const int rule : hits_) found(static_cast<unsigned>(rule));
  }

 private:
  re2::FilteredRE2 set_;
  std::vector<std::string> atoms_;
  std::vector<int> matched_, hits_;
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};

/// A loop over PCRE2 patterns, each compiled to machine code.
class Pcre2Loop {
 public:
  explicit Pcre2Loop(const std::vector<MatchRule>& rules) {
    for (const MatchRule& r : rules) {
      int code = 0;
      PCRE2_SIZE at = 0;
      pcre2_code* p = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(r.regex.data()), r.regex.size(), 0,
                                    &code, &at, nullptr);
      if (p == nullptr || pcre2_jit_compile(p, PCRE2_JIT_COMPLETE) != 0)
        throw std::runtime_error(r.regex);
      codes_.push_back(p);
    }
    data_ = pcre2_match_data_create(4, nullptr);
  }
  Pcre2Loop(const Pcre2Loop&) = delete;
  ~Pcre2Loop() {
    for (pcre2_code* c : codes_) pcre2_code_free(c);
    pcre2_match_data_free(data_);
  }
  template <class Found>
  void scan(std::string_view text, Found&& found) {
    for (unsigned i = 0; i < codes_.size(); ++i)
      if (pcre2_jit_match(codes_[i], reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                          data_, nullptr) > 0)
        found(i);
  }

 private:
  std::vector<pcre2_code*> codes_;
  pcre2_match_data* data_ = nullptr;
};

}  // namespace tocsin::bench
