#include "services/traceability/epcis/event_index.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "services/traceability/epcis/gs1_uri.hpp"

namespace shanhai::traceability::epcis {
namespace {

enum class Where {
  text,  // the member itself, or each element of it
  uri,   // the same, as index_spelling() writes it
  word,
  place,       // its id
  quantities,  // the epcClass of each
  typed,       // the type and `part` of each
};

struct Indexed {
  std::string_view name;
  IndexKind kind;
  Where where;
  Vocabulary vocabulary{};
  std::string_view part{};
};
constexpr std::array kIndexed{
    Indexed{"eventID", IndexKind::event_id, Where::text},
    Indexed{"type", IndexKind::event_type, Where::uri},
    Indexed{"action", IndexKind::action, Where::text},
    Indexed{"bizStep", IndexKind::biz_step, Where::word, Vocabulary::biz_step},
    Indexed{"disposition", IndexKind::disposition, Where::word, Vocabulary::disposition},
    Indexed{"readPoint", IndexKind::read_point, Where::place},
    Indexed{"bizLocation", IndexKind::biz_location, Where::place},
    Indexed{"bizTransactionList", IndexKind::transaction, Where::typed, Vocabulary::transaction_type, "bizTransaction"},
    Indexed{"sourceList", IndexKind::source, Where::typed, Vocabulary::party_type, "source"},
    Indexed{"destinationList", IndexKind::destination, Where::typed, Vocabulary::party_type, "destination"},
    Indexed{"transformationID", IndexKind::transformation, Where::uri},
    Indexed{"parentID", IndexKind::parent, Where::uri},
    Indexed{"epcList", IndexKind::epc, Where::uri},
    Indexed{"childEPCs", IndexKind::epc, Where::uri},
    Indexed{"inputEPCList", IndexKind::input_epc, Where::uri},
    Indexed{"outputEPCList", IndexKind::output_epc, Where::uri},
    Indexed{"quantityList", IndexKind::epc_class, Where::quantities},
    Indexed{"childQuantityList", IndexKind::epc_class, Where::quantities},
    Indexed{"inputQuantityList", IndexKind::input_class, Where::quantities},
    Indexed{"outputQuantityList", IndexKind::output_class, Where::quantities},
};
constexpr std::array kOfDispositions{
    Indexed{"set", IndexKind::disposition_set, Where::word, Vocabulary::disposition},
    Indexed{"unset", IndexKind::disposition_unset, Where::word, Vocabulary::disposition},
};
constexpr std::array kOfDeclarations{
    Indexed{"reason", IndexKind::error_reason, Where::word, Vocabulary::error_reason},
    Indexed{"correctiveEventIDs", IndexKind::corrective_event, Where::text},
};

class Indexer {
 public:
  explicit Indexer(const Context& context) : context_(context) {}

  template <std::size_t N>
  void add(const Node* parent, const std::array<Indexed, N>& table) {
    if (!parent) return;
    for (const auto& row : table) {
      const auto* node = parent->find(row.name);
      if (!node) continue;
      if (!node->is(Node::Kind::array)) {
        add_one(*node, row);
        continue;
      }
      for (const auto& element : node->elements) add_one(element, row);
    }
  }

  std::vector<IndexValue> take() {
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    return std::move(values_);
  }

 private:
  static std::string text_of(const Node* node) {
    return node && node->is(Node::Kind::string) ? node->text : std::string();
  }

  void add_one(const Node& node, const Indexed& row) {
    switch (row.where) {
      case Where::text:
        return put(row.kind, text_of(&node));
      case Where::uri:
        return put(row.kind, index_spelling(text_of(&node), context_));
      case Where::word:
        return put(row.kind, index_spelling(text_of(&node), row.vocabulary, context_));
      case Where::place:
        return put(row.kind, index_spelling(text_of(node.find("id")), context_));
      case Where::quantities:
        return put(row.kind, index_spelling(text_of(node.find("epcClass")), context_));
      case Where::typed: {
        const auto type = text_of(node.find("type"));
        put(row.kind, (type.empty() ? type : index_spelling(type, row.vocabulary, context_)) + " " +
                          index_spelling(text_of(node.find(row.part)), context_));
      }
    }
  }

  void put(IndexKind kind, std::string value) {
    if (!value.empty()) values_.push_back({kind, std::move(value)});
  }

  const Context& context_;
  std::vector<IndexValue> values_;
};

}  // namespace

std::string index_spelling(std::string_view uri, const Context& context) {
  auto full = as_web_vocabulary(context.expanded_value(uri));
  if (auto gs1 = canonical_gs1_uri(full)) return std::move(*gs1);
  return full;
}

std::string index_spelling(std::string_view word, Vocabulary vocabulary, const Context& context) {
  if (word.empty() || word.find_first_of(":/") != word.npos) return index_spelling(word, context);
  return web_word(vocabulary, word);
}

std::vector<IndexValue> index_values(const Node& event, const Context& context) {
  std::optional<Context> extended;  // a copy costs more than indexing does
  if (const auto* own = event.find("@context")) extended.emplace(context).add(*own);
  Indexer indexer(extended ? *extended : context);
  indexer.add(&event, kIndexed);
  indexer.add(event.find("persistentDisposition"), kOfDispositions);
  indexer.add(event.find("errorDeclaration"), kOfDeclarations);
  return indexer.take();
}

}  // namespace shanhai::traceability::epcis
