#pragma once
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct hs_database;
struct hs_scratch;

namespace tocsin::rules {

/// Called for each occurrence of a text: its number and the offset behind its last byte.
using LiteralFound = int (*)(unsigned literal, unsigned long long from, unsigned long long end,
                             unsigned flags, void* context);

/// What all rules' literals are found by (rules/scan_heads.h), in one pure-literal Hyperscan
/// database. They are given folded, so no flag is set: case, Unicode and boundaries are our own
/// work, and flags cost (see docs/decisions.md).
///
/// Threads    Const; shared. A scan needs a LiteralScratch of its own thread.
/// Errors     compile: a text for a person. scan: false when the scan could not be done.
class LiteralDatabase {
 public:
  /// A database of no literals: finds nothing.
  LiteralDatabase() = default;

  /// Number i of `literals` is reported as i. With a folder, takes the compiled form from there or
  /// leaves it there; a file that is damaged or of another version is made again.
  static std::expected<LiteralDatabase, std::string> compile(std::span<const std::string> literals,
                                                             const std::string& cache_dir);

  /// Where one thread's scans keep their state.
  class Scratch {
   public:
    explicit Scratch(hs_scratch* scratch) : scratch_(scratch) {}
    hs_scratch* get() const { return scratch_.get(); }

   private:
    struct Free {
      void operator()(hs_scratch* s) const;
    };
    std::unique_ptr<hs_scratch, Free> scratch_;
  };
  /// Throws std::bad_alloc where there is no memory.
  Scratch scratch() const;

  [[nodiscard]] bool scan(std::string_view text, const Scratch& scratch, LiteralFound found,
                          void* context) const;

 private:
  struct Free {
    void operator()(hs_database* d) const;
  };
  std::unique_ptr<hs_database, Free> database_;
};

/// Why this processor cannot run Hyperscan, and what would; empty where it can.
std::string unsupported_processor();

/// Compiled databases on disk. Files are not trusted: what Hyperscan reads has passed our
/// checksum, and the key holds everything that the database depends on.
class LiteralCache {
 public:
  LiteralCache(std::string folder, std::span<const std::string> literals);
  /// The serialised database; empty where there is none that is sound.
  std::string load() const;
  /// A failure to write is no error: the next start compiles again.
  void store(std::string_view serialised) const;

 private:
  std::string path_;
};

}  // namespace tocsin::rules
