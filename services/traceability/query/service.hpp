// The query interface of EPCIS 2.0 (GS1, sections 8.2 and 12): a supplier sees the events of its own organisation,
// those that this platform recorded of its lots and those that it captured.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/epcis/names.hpp"
#include "services/traceability/query/document.hpp"
#include "services/traceability/query/named.hpp"
#include "services/traceability/query/resources.hpp"
#include "services/traceability/query/selection.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kQueryNamed = "traceability.query_named";
inline constexpr std::string_view kQueryRemoved = "traceability.query_removed";

struct QueryPolicy {
  std::int64_t rows_max = 20'000;             // events that one request looks at
  std::vector<std::string> company_prefixes;  // GS1's, of those whose Digital Links can be told as URNs
  std::string vendor_version;                 // of this program (GS1-Vendor-Version)
  std::chrono::milliseconds time_max = std::chrono::seconds(4);  // after which a request looks at no more events
  std::int64_t named_max = 200;                                  // an organisation's named queries
  std::int64_t named_bytes_max = 4'000'000;                      // of their definitions; one may have 200 kB
};

// What a page is asked for.
struct PageRequest {
  std::optional<std::string> token;
  std::int64_t size = 30;
  query::EpcFormat format = query::EpcFormat::digital_link;
};

struct EventPage {
  std::string document;  // EPCISQueryDocument
  std::optional<std::string> next;
};

struct QueryPage {
  std::vector<query::NamedQuery> items;
  std::optional<std::string> next;
};

class QueryService {
 public:
  QueryService(db::Database& database, events::Sequencer& sequencer, Random& random, const epcis::Names& names,
               QueryPolicy policy)
      : database_(database), sequencer_(sequencer), random_(random), names_(names), policy_(std::move(policy)) {}

  // `question`: path and parameters; a page token is good for the same only. invalid, too_large.
  Task<Result<EventPage>> events(auth::Principal caller, query::Criteria criteria, std::string question,
                                 PageRequest page);
  // The event of that eventID and the first declarations that it was an error, up to 100 and 8 MB. not_found event.
  Task<Result<std::string>> event(auth::Principal caller, std::string event_id, query::EpcFormat format);

  Task<Result<query::ValuePage>> values(auth::Principal caller, const query::Resource& resource, PageRequest page);
  // not_found resource.
  Task<Result<void>> find_item(auth::Principal caller, const query::Resource& resource, std::string item,
                               epcis::Context names);
  Task<Result<EventPage>> events_of(auth::Principal caller, const query::Resource& resource, std::string item,
                                    epcis::Context names, query::Criteria criteria, std::string question,
                                    PageRequest page);

  // `document`: {"name": ..., "query": {...}}. invalid; conflict query_exists; too_large query_limit. Gives
  // the name.
  Task<Result<std::string>> create(auth::Principal caller, std::string document, std::string trace_id);
  Task<Result<QueryPage>> list(auth::Principal caller, PageRequest page);
  Task<Result<query::NamedQuery>> get(auth::Principal caller, std::string name);  // not_found named_query
  Task<Result<void>> remove(auth::Principal caller, std::string name, std::string trace_id);
  Task<Result<EventPage>> events_of_query(auth::Principal caller, std::string name, PageRequest page);

  // What else ends with a named query. Before serving.
  void on_removed(query::OnRemoved also) { on_removed_ = std::move(also); }
  const epcis::Names& names() const { return names_; }
  const QueryPolicy& policy() const { return policy_; }

 private:
  struct Question;
  Result<EventPage> answer(db::Tx& tx, const Question& question) const;
  void tell(db::Tx& tx, std::string_view type, std::int64_t version, const query::NamedQuery& named,
            const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  Random& random_;
  const epcis::Names& names_;
  const QueryPolicy policy_;
  query::OnRemoved on_removed_;
};

}  // namespace shanhai::traceability
