// From a valid event to what is stored of it, for our own events and captured ones alike.
#pragma once

#include <string>
#include <vector>

#include "common/base/random.hpp"
#include "common/db/transaction.hpp"
#include "services/traceability/epcis/event_index.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability::epcis {

// An event that is ready to be stored; made outside of a transaction.
struct PreparedEvent {
  OrganisationId organisation;          // whose event it is: the lot's supplier, or who captured it
  bool captured = false;                // else our own, which no captured event can stand in the way of
  std::string before, after;            // its canonical document around recordTime: see document_of()
  std::string hash;                     // 32 bytes, of its content (CBV 2.0, 8.9)
  std::string event_id;                 // the eventID; where none was given, the hash id
  std::string id_hash;                  // id_digest() of it
  Instant event_time{}, declared_at{};  // of an error declaration; 1970 where it is none
  std::string event_type, biz_step;     // type_column(), step_column()
  std::vector<IndexValue> values;
};

// A valid event of a document with `context`. `whole_context` becomes its "@context", so that it means the same by
// itself; null: it says its own.
PreparedEvent prepare(Node event, OrganisationId organisation, const Context& context, Node whole_context = {});
// The event as it is stored, had it been recorded then.
std::string document_of(const PreparedEvent& event, Instant recorded);
// The digest that stands for an eventID in the schema; 32 bytes.
std::string id_digest(std::string_view event_id);

// What the columns of an event say beside its document.
std::string type_column(const Node& document);  // a standard type, or "ExtendedEvent"
std::string step_column(const Node& document);  // a CBV word, bare; empty: none
Instant declared_column(const Node& document);

// Which of `events` the organisation has captured already, by eventID and declaration; by index, ascending. Of two
// alike in `events` the second counts as there.
std::vector<std::size_t> find_known(db::Tx& tx, OrganisationId organisation, const std::vector<PreparedEvent>& events);
// Only those that stand in `events` for the second time.
std::vector<std::size_t> find_repeated(const std::vector<PreparedEvent>& events);

// Events with ids, in their order, `now` as recordTime, and the text of all their rows. Making it takes as long as
// executing it: who has many events makes it before the transaction begins.
struct Appending {
  std::vector<EpcisEventId> ids;
  db::Script script;  // DuplicateKey: another transaction has just stored one of them
};
Appending make_appending(const std::vector<const PreparedEvent*>& events, Instant now, Random& random);
// Both in one, with the transaction's time.
std::vector<EpcisEventId> append(db::Tx& tx, Random& random, const std::vector<const PreparedEvent*>& events);

}  // namespace shanhai::traceability::epcis
