#include "common/db/statement.hpp"

#include <memory>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "common/db/sql_text.hpp"

namespace shanhai::db {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

class Parser {
 public:
  explicit Parser(const Query& query) : query_(query), text_(query.text) {}

  Statement parse() {
    Statement out;
    out.name = query_.name;
    out.source = query_.text;
    if (query_.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") != std::string_view::npos) {
      fail("has a name with other characters than a-z 0-9 _ .");
    }
    literal_ = "/* " + std::string(query_.name) + " */ ";
    out.pieces = sequence(false);
    for (const auto& piece : out.pieces) out.has_rows = out.has_rows || piece.place == Statement::Place::rows;
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::logic_error("statement " + std::string(query_.name) + " " + what);
  }

  bool at(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  std::vector<Statement::Piece> sequence(bool in_row) {
    std::vector<Statement::Piece> out;
    while (at_ < text_.size() && !(in_row && at("}}"))) {
      if (!skip_blank() && !copy_quoted() && !place(out, in_row)) literal_ += text_[at_++];
    }
    while (!literal_.empty() && is_space(literal_.back())) literal_.pop_back();
    out.push_back({std::exchange(literal_, {}), Statement::Place::none, {}, {}, {}});
    return out;
  }

  // White space and line comments become one space. Block comments stay: they may be hints for the optimiser.
  bool skip_blank() {
    const auto begin = at_;
    for (auto before = begin;; before = at_) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      if (at_ < text_.size()) at_ = end_of_line_comment(text_, at_);
      if (at_ == before) break;
    }
    if (at_ == begin) return false;
    if (literal_.empty() || literal_.back() != ' ') literal_ += ' ';
    return true;
  }

  bool copy_quoted() {
    const auto end = begins_quoted(text_[at_]) ? end_of_quoted(text_, at_) : end_of_block_comment(text_, at_);
    literal_ += text_.substr(at_, end - at_);
    return std::exchange(at_, end) != end;
  }

  bool place(std::vector<Statement::Piece>& out, bool in_row) {
    if (text_[at_] == ';') {
      ++at_;
      skip_blank();
      if (at_ != text_.size()) fail("is more than one statement");
      return true;
    }
    if (at("{{")) {
      if (in_row) fail("has a template in a template");
      at_ += 2;
      rows(out);
      return true;
    }
    if (text_[at_] == '(' && list(out)) return true;
    if (text_[at_] == ':' && at_ + 1 < text_.size() && is_name_start(text_[at_ + 1])) {
      ++at_;
      out.push_back({std::exchange(literal_, {}), Statement::Place::value, name(), {}, {}});
      return true;
    }
    return false;
  }

  std::string name() {
    const auto begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // `(:name*)`; anything else, such as `(:quantity * 2)`, is ordinary text.
  bool list(std::vector<Statement::Piece>& out) {
    const auto begin = at_;
    ++at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ + 1 < text_.size() && text_[at_] == ':' && is_name_start(text_[at_ + 1])) {
      ++at_;
      auto found = name();
      if (at("*")) {
        ++at_;
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
        if (at(")")) {
          ++at_;
          out.push_back({std::exchange(literal_, {}), Statement::Place::list, std::move(found), {}, {}});
          return true;
        }
      }
    }
    at_ = begin;
    return false;
  }

  void rows(std::vector<Statement::Piece>& out) {
    Statement::Piece piece;
    piece.text = std::exchange(literal_, {});
    piece.place = Statement::Place::rows;
    skip_blank();
    literal_.clear();
    piece.separator = at("SELECT") ? " UNION ALL " : at("WHEN") ? " " : ",";
    piece.row = sequence(true);
    if (!at("}}")) fail("has a template that does not end");
    at_ += 2;
    out.push_back(std::move(piece));
  }

  const Query& query_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::string literal_;
};

}  // namespace

Statement parse_statement(const Query& query) { return Parser(query).parse(); }

const Statement& statement_of(const Query& query) {
  constexpr std::size_t kMaxKept = 4096;  // only tests make statements at run time
  thread_local std::unordered_map<const char*, std::unique_ptr<Statement>> kept;
  auto found = kept.find(query.text.data());
  if (found != kept.end() && found->second->source == query.text && found->second->name == query.name)
    return *found->second;
  if (kept.size() >= kMaxKept) kept.clear();
  auto statement = std::make_unique<Statement>(parse_statement(query));
  statement->seconds = &telemetry::histogram("db_statement_seconds", "Duration of a database statement by its name",
                                             {{"statement", statement->name}});
  return *(kept[query.text.data()] = std::move(statement));
}

}  // namespace shanhai::db
