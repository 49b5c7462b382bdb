// The one place where values become SQL text.
#include <algorithm>
#include <bitset>
#include <stdexcept>
#include <utility>

#include "common/db/connection.hpp"
#include "common/db/statement.hpp"

namespace shanhai::db {
namespace {

constexpr std::size_t kMaxParams = 256;

[[noreturn]] void fail(const Statement& statement, const std::string& what) {
  throw std::logic_error("statement " + statement.name + " " + what);
}

// Parameters by name, and which of them a statement has asked for.
class Binding {
 public:
  Binding(const Statement& statement, const Params& params) : statement_(statement), params_(params) {
    if (params.size() > kMaxParams) fail(statement, "has too many parameters");
  }

  const Value* find(const Statement::Piece& piece) {
    auto at = piece.hint;
    if (at >= params_.size() || params_[at].name != piece.name) {
      for (at = 0; at < params_.size() && params_[at].name != piece.name; ++at) {
      }
      if (at == params_.size()) return nullptr;
      piece.hint = at;
    }
    used_[at] = true;
    return &params_[at].value;
  }

  void require_all_used() const {
    for (std::size_t i = 0; i < params_.size(); ++i) {
      if (!used_[i]) fail(statement_, "does not use the parameter " + std::string(params_[i].name));
    }
  }

 private:
  const Statement& statement_;
  const Params& params_;
  std::bitset<kMaxParams> used_;
};

void append_place(std::string& sql, const Statement& statement, const Statement::Piece& piece, Binding* row,
                  Binding& shared) {
  const Value* value = row ? row->find(piece) : nullptr;
  if (!value) value = shared.find(piece);
  if (!value) fail(statement, "needs the parameter " + piece.name);
  try {
    piece.place == Statement::Place::list ? value->append_list(sql) : value->append_literal(sql);
  } catch (const std::logic_error& e) {  // std::invalid_argument is one
    fail(statement, "got a bad " + piece.name + ": " + e.what());
  }
}

void append_row(std::string& sql, const Statement& statement, const std::vector<Statement::Piece>& pieces, Binding& row,
                Binding& shared) {
  for (const auto& piece : pieces) {
    sql += piece.text;
    if (piece.place != Statement::Place::none) append_place(sql, statement, piece, &row, shared);
  }
}

// One text per template of the statement, for the rows taken so far.
class RowTexts {
 public:
  RowTexts(const Statement& statement, Binding& shared) : statement_(statement), shared_(shared) {
    for (const auto& piece : statement.pieces) {
      if (piece.place == Statement::Place::rows) texts_.emplace_back();
    }
  }

  void add(const Params& row) {
    Binding binding(statement_, row);
    std::size_t i = 0;
    for (const auto& piece : statement_.pieces) {
      if (piece.place != Statement::Place::rows) continue;
      auto& text = texts_[i++];
      const auto before = text.size();
      if (before != 0) text += piece.separator;
      append_row(text, statement_, piece.row, binding, shared_);
      bytes_ += text.size() - before;
    }
    binding.require_all_used();
  }

  std::size_t bytes() const { return bytes_; }

  std::string take_statement() {
    std::string sql;
    sql.reserve(bytes_ + 256);
    std::size_t i = 0;
    for (const auto& piece : statement_.pieces) {
      sql += piece.text;
      if (piece.place == Statement::Place::rows) {
        sql += texts_[i];
        texts_[i++].clear();
      } else if (piece.place != Statement::Place::none) {
        append_place(sql, statement_, piece, nullptr, shared_);
      }
    }
    bytes_ = 0;
    return sql;
  }

 private:
  const Statement& statement_;
  Binding& shared_;
  std::vector<std::string> texts_;
  std::size_t bytes_ = 0;
};

// Of a statement that is one template and the texts around it.
const Statement::Piece& only_template(const Statement& statement) {
  const auto& pieces = statement.pieces;
  if (pieces.empty() || pieces.front().place != Statement::Place::rows) fail(statement, "has no row template");
  const auto is_place = [](const auto& piece) { return piece.place != Statement::Place::none; };
  if (std::any_of(pieces.begin() + 1, pieces.end(), is_place)) fail(statement, "has places beside its row template");
  return pieces.front();
}

}  // namespace

std::string expand(const Query& query, const Params& params) {
  const auto& statement = statement_of(query);
  if (statement.has_rows) fail(statement, "has a row template: it takes rows");
  Binding binding(statement, params);
  std::string sql;
  sql.reserve(query.text.size() + 64 * params.size());
  for (const auto& piece : statement.pieces) {
    sql += piece.text;
    if (piece.place != Statement::Place::none) append_place(sql, statement, piece, nullptr, binding);
  }
  binding.require_all_used();
  return sql;
}

std::vector<std::string> expand_chunks(const Query& query, std::span<const Params> rows, const Params& shared,
                                       std::size_t max_bytes) {
  const auto& statement = statement_of(query);
  if (!statement.has_rows) fail(statement, "has no row template");
  std::vector<std::string> out;
  Binding binding(statement, shared);
  RowTexts texts(statement, binding);
  for (const auto& row : rows) {
    texts.add(row);
    if (texts.bytes() >= max_bytes) out.push_back(texts.take_statement());
  }
  if (texts.bytes() > 0) out.push_back(texts.take_statement());
  if (!rows.empty()) binding.require_all_used();
  return out;
}

std::string expand_texts(const Query& query, std::span<const Params> rows, const Params& shared) {
  const auto& statement = statement_of(query);
  const auto& place = only_template(statement);
  Binding binding(statement, shared);
  std::string out;
  for (const auto& row : rows) {
    Binding own(statement, row);
    if (!out.empty()) out += place.separator;
    append_row(out, statement, place.row, own, binding);
    own.require_all_used();
  }
  if (!rows.empty()) binding.require_all_used();
  return out;
}

std::vector<std::string> join_texts(const Query& query, std::span<const std::string_view> texts,
                                    std::size_t max_bytes) {
  const auto& statement = statement_of(query);
  const auto& place = only_template(statement);
  std::vector<std::string> out;
  std::string sql;
  const auto finish = [&] {
    for (std::size_t i = 1; i < statement.pieces.size(); ++i) sql += statement.pieces[i].text;
    out.push_back(std::exchange(sql, {}));
  };
  for (const auto text : texts) {
    if (text.empty()) continue;
    if (sql.empty()) {
      sql.reserve(std::min(max_bytes, texts.size() * (text.size() + place.separator.size())) + place.text.size());
      sql += place.text;
    } else {
      sql += place.separator;
    }
    sql += text;
    if (sql.size() >= max_bytes) finish();
  }
  if (!sql.empty()) finish();
  return out;
}

std::string expand_rows(const Query& query, std::span<const Params> rows, const Params& shared) {
  auto statements = expand_chunks(query, rows, shared, std::string::npos);
  if (statements.empty()) throw std::logic_error("statement " + std::string(query.name) + " got no rows");
  return std::move(statements.front());
}

}  // namespace shanhai::db
