// An explanation as lines for a person, and as JSON for programs.
#include "engine/json_writer.h"
#include "engine/text_offsets.h"
#include "rules/explain.h"

namespace tocsin::rules {
namespace {

class Lines {
 public:
  explicit Lines(const Explanation& e) : e_(e) {}

  std::string run() {
    out_ = e_.rule.id + (e_.matches ? " matches: " : " does not match: ");
    out_ += said();
    out_ += '\n';
    for (const Clause& c : e_.clauses) clause(c, 1);
    for (const std::string& but : e_.but) out_ += "note: " + but + '\n';
    return std::move(out_);
  }

 private:
  std::string_view said() const {
    std::string_view why = e_.why;
    constexpr std::string_view opening = "it matches: ";
    if (why.starts_with(opening)) why.remove_prefix(opening.size());
    return why;
  }

  void clause(const Clause& c, std::size_t depth) {
    out_.append(depth * 2, ' ');
    out_ += (c.holds ? "yes  " : "no   ") + c.written;
    if (c.measure && !(c.holds && c.kind == Clause::Kind::all)) measure(*c.measure);
    if (!c.why.empty()) out_ += " — " + c.why;
    if (c.holds && !c.value.empty()) out_ += " — it is `" + c.value + '`';
    marks(c);
    if (c.needs_state) out_ += " (judged by the engine, with what it knows of the author)";
    out_ += '\n';
    for (const NearMiss& miss : c.nearly) {
      out_.append(depth * 2 + 5, ' ');
      out_ += "near: " + miss.says + ' ' + place(miss.mark) + '\n';
    }
    for (const Clause& part : c.parts) clause(part, depth + 1);
  }

  void measure(const Measure& m) {
    out_ += " (" + std::string(name_of(m.of)) + ' ' + std::to_string(m.found) + ", asked " +
            (m.of == Measure::Of::distance ? "at most " : "") + std::to_string(m.asked) + ')';
  }

  void marks(const Clause& c) {
    bool first = true;
    for (const TextMark& m : c.marks) {
      out_ += first ? " — " : ", ";
      first = false;
      out_ += '`' + e_.text.substr(m.at.begin, m.at.end - m.at.begin) + "` " + place(m);
    }
  }

  /// `at 4–14`, in characters.
  std::string place(const TextMark& m) const {
    TextOffsets offsets(e_.text);
    const auto begin = offsets.at(m.at.begin), end = offsets.at(m.at.end);
    if (!begin || !end) return {};
    return "at " + std::to_string(begin->code_points) + "–" + std::to_string(end->code_points);
  }

  const Explanation& e_;
  std::string out_;
};

class Json {
 public:
  Json(const Explanation& e, std::string& out) : e_(e), json_(out) {}

  void run() {
    const RuleInfo& rule = e_.rule;
    json_.begin_object().field_if("post", e_.post).field_if("source", e_.source);
    json_.field("rule", rule.id).field("version", rule.pack_version);
    json_.field("signal", rule.signal).field("severity", tocsin::name_of(rule.severity));
    json_.field("score", rule.score).field("status", tocsin::name_of(rule.status));
    json_.field("matches", e_.matches).field("why", e_.why);
    spans("spans", e_.spans);
    tested();
    json_.key("failed");
    if (const Clause* failed = e_.failed())
      clause(innermost(*failed), Depth::alone);
    else
      json_.null();
    json_.key("clauses").begin_array();
    for (const Clause& c : e_.clauses) clause(c, Depth::whole);
    json_.end_array().key("but").begin_array();
    for (const std::string& but : e_.but) json_.value(but);
    json_.end_array().end_object();
  }

 private:
  enum class Depth : std::uint8_t { alone, whole };

  /// Of an AND, the part that fails.
  static const Clause& innermost(const Clause& c) {
    if (c.kind == Clause::Kind::all)
      for (const Clause& part : c.parts)
        if (!part.holds) return innermost(part);
    return c;
  }

  void spans(std::string_view name, const std::vector<TextMark>& marks) {
    TextOffsets offsets(e_.text);
    json_.key(name).begin_array();
    for (const TextMark& m : marks)
      write_span(json_, offsets, m.term, m.at.begin, m.at.end, part_at(e_.parts, m.at.begin));
    json_.end_array();
  }

  void tested() {
    json_.key("tested").begin_array();
    for (const Clause& c : e_.clauses)
      if (c.kind == Clause::Kind::condition)
        json_.begin_object().field("field", c.field).field("value", c.value).end_object();
    json_.end_array();
  }

  void clause(const Clause& c, Depth depth) {
    json_.begin_object().field("kind", name_of(c.kind)).field("clause", c.written);
    json_.field("holds", c.holds).field_if("why", c.why);
    if (c.needs_state) json_.field("needs_state", true);
    json_.field_if("field", c.field).field_if("value", c.value);
    if (c.measure) {
      json_.key("measure").begin_object().field("of", name_of(c.measure->of));
      json_.field("found", c.measure->found).field("asked", c.measure->asked).end_object();
    }
    if (!c.marks.empty()) spans("spans", c.marks);
    if (!c.nearly.empty()) nearly(c.nearly);
    if (depth == Depth::whole && !c.parts.empty()) {
      json_.key("parts").begin_array();
      for (const Clause& part : c.parts) clause(part, depth);
      json_.end_array();
    }
    json_.end_object();
  }

  void nearly(const std::vector<NearMiss>& misses) {
    json_.key("nearly").begin_array();
    for (const NearMiss& miss : misses) {
      json_.begin_object().field("kind", name_of(miss.kind)).field("entry", miss.entry);
      json_.field("says", miss.says);
      spans("spans", {miss.mark});
      json_.end_object();
    }
    json_.end_array();
  }

  const Explanation& e_;
  JsonWriter json_;
};

}  // namespace

std::string to_text(const Explanation& explanation) {
  return Lines(explanation).run();
}

std::string to_json(const Explanation& explanation) {
  std::string out;
  Json(explanation, out).run();
  return out;
}

}  // namespace tocsin::rules
