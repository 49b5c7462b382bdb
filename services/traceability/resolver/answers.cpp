#include "services/traceability/resolver/answers.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "common/http/compression.hpp"
#include "common/http/response_head.hpp"
#include "services/traceability/lot/store.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kTogether = 64;  // lots of a round
constexpr std::size_t kGtinDigits = 14;

std::string key_of(std::string_view gtin14, std::string_view lot_number) {
  std::string out;
  out.reserve(gtin14.size() + lot_number.size());
  return out.append(gtin14).append(lot_number);
}

std::size_t weight_of_facts(const TraceFacts& facts) {
  std::size_t out = sizeof(TraceFacts) + facts.lots.size() * sizeof(LotId) + facts.journey.size() * 128 +
                    facts.log_proofs.size() * 192 + facts.certifications.size() * 64;
  for (const auto& test : facts.tests) out += 256 + test.items.size() * 256;
  return out + (facts.certificate ? facts.certificate->statement.size() : 0);
}

TraceAnswers::Prepared prepare(const http::Response& response) {
  auto bytes = http::print_head(response, response.body.size(), "", http::Persistence::keep_alive) + response.body;
  return std::make_shared<const std::string>(std::move(bytes));
}

http::Response not_modified(const http::Response& whole) {
  http::Response out;
  out.status = 304;
  out.headers = whole.headers;
  std::erase_if(out.headers, [](const auto& header) { return header.first == "Content-Encoding"; });
  return out;
}

}  // namespace

// One form of an answer, as it is and compressed, and what says that it is the one the client has.
struct TraceAnswers::Variant {
  std::string tag, packed_tag;
  Prepared whole, unchanged, packed, packed_unchanged;

  explicit Variant(http::Response response) {
    const auto name = to_base64url(sha256(response.content_type + response.body)).substr(0, 22);
    tag = "\"" + name + "\"";
    response.headers.emplace_back("ETag", tag);
    response.headers.emplace_back("Vary", "Accept, Accept-Language, Accept-Encoding");
    whole = prepare(response);
    unchanged = prepare(not_modified(response));
    if (!http::is_worth_compressing(response.content_type, response.body.size())) return;
    packed_tag = "\"" + name + "-gz\"";
    for (auto& [header, value] : response.headers) {
      if (header == "ETag") value = packed_tag;
    }
    http::Gzip gzip;
    response.body = gzip.compress(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
    packed = prepare(response);
    packed_unchanged = prepare(not_modified(response));
  }

  Prepared answer(std::string_view if_none_match, bool gzip) const {
    if (!if_none_match.empty()) {
      if (http::is_known_version(if_none_match, tag)) return unchanged;
      if (http::is_known_version(if_none_match, packed_tag)) return packed_unchanged;
    }
    return gzip && packed ? packed : whole;
  }
  std::size_t bytes() const {
    std::size_t out = sizeof(Variant);
    for (const auto& part : {whole, unchanged, packed, packed_unchanged}) out += part ? part->size() : 0;
    return out;
  }
};

class TraceAnswers::Trace {
 public:
  Trace(std::string key, std::shared_ptr<const TraceFacts> facts, std::string stamp, TimePoint confirmed)
      : key(std::move(key)), facts(std::move(facts)), stamp(std::move(stamp)), confirmed(confirmed) {
    bytes = weight_of_facts(*this->facts) + 2 * this->stamp.size();
  }

  const std::string key;
  const std::shared_ptr<const TraceFacts> facts;
  const std::string stamp;
  // Under the mutex:
  TimePoint confirmed;  // the database was asked no earlier
  Instant until{};      // from then on the variants tell what is not so any more
  std::size_t bytes = 0;
  std::array<std::shared_ptr<const Variant>, kForms> variants;
};

namespace {

// What the database says of some lots: facts where they were not known, or have changed.
struct Look {
  std::vector<std::string> keys;
  std::vector<std::shared_ptr<const TraceFacts>> known;  // by key; nullptr: not known
  std::vector<std::string> stamps;                       // of those

  struct Seen {
    std::shared_ptr<const TraceFacts> facts;  // nullptr: there is no such lot
    std::string stamp;
    bool is_new = false;
  };

  Result<std::vector<Seen>> operator()(db::Tx& tx) const {
    std::vector<Seen> out(keys.size());
    std::vector<const TraceFacts*> old;
    for (const auto& facts : known) {
      if (facts) old.push_back(facts.get());
    }
    const auto current = stamps_of(tx, old);
    std::vector<const TraceFacts*> fresh;
    for (std::size_t i = 0, next = 0; i < keys.size(); ++i) {
      if (known[i] && current[next++] == stamps[i]) {
        out[i] = {known[i], stamps[i], false};
        continue;
      }
      const auto lot = store::find_lot_by_digital_link(tx, keys[i].substr(0, kGtinDigits), keys[i].substr(kGtinDigits));
      if (!lot) continue;
      out[i] = {std::make_shared<const TraceFacts>(read_facts(tx, *lot)), {}, true};
      fresh.push_back(out[i].facts.get());
    }
    const auto stamped = stamps_of(tx, fresh);
    std::size_t next = 0;
    for (auto& seen : out) {
      if (seen.is_new) seen.stamp = stamped[next++];
    }
    return out;
  }
};

}  // namespace

TraceAnswers::TraceAnswers(db::Database& database, const ChangedLots& changed, Render render, Limits limits)
    : database_(database),
      changed_(changed),
      render_(std::move(render)),
      limits_(limits),
      rounds_([this](std::vector<std::string> keys) { return look(std::move(keys)); }, kTogether) {}

const TraceFacts& TraceAnswers::facts_of(const Trace& trace) const { return *trace.facts; }

std::shared_ptr<TraceAnswers::Trace> TraceAnswers::find_now(std::string_view gtin14, std::string_view lot_number) {
  const auto key = key_of(gtin14, lot_number);
  const auto now = std::chrono::steady_clock::now();
  std::shared_ptr<Trace> trace;
  {
    const std::lock_guard lock(mutex_);
    trace = remembered(key);
    if (!trace || now - trace->confirmed > limits_.believed) return nullptr;
  }
  if (changed_.any_of(trace->facts->lots, now)) return nullptr;  // of thousands, perhaps: nobody waits for that
  const std::lock_guard lock(mutex_);
  ++counts_.believed;
  return trace;
}

Task<std::shared_ptr<TraceAnswers::Trace>> TraceAnswers::find(std::string gtin14, std::string lot_number) {
  if (auto trace = find_now(gtin14, lot_number)) co_return trace;
  const auto key = key_of(gtin14, lot_number);
  std::vector<std::string> wanted{key};
  auto found = co_await rounds_.find(std::move(wanted));
  const auto one = found.find(key);
  co_return one == found.end() ? nullptr : one->second;
}

Task<TraceAnswers::Found> TraceAnswers::look(std::vector<std::string> keys) {
  const auto began = std::chrono::steady_clock::now();
  Look question;
  question.keys = std::move(keys);
  std::vector<std::shared_ptr<Trace>> known;
  {
    const std::lock_guard lock(mutex_);
    ++counts_.rounds;
    for (const auto& key : question.keys) {
      known.push_back(remembered(key));
      question.known.push_back(known.back() ? known.back()->facts : nullptr);
      question.stamps.push_back(known.back() ? known.back()->stamp : std::string());
    }
  }
  const auto keys_asked = question.keys;
  auto seen = co_await database_.snapshot(std::move(question));
  if (seen.has_error()) throw Unavailable("traces cannot be read: " + seen.error().code);
  Found out;
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < keys_asked.size(); ++i) {
    auto& [facts, stamp, is_new] = (*seen)[i];
    if (!facts) continue;
    ++(is_new ? counts_.read : counts_.confirmed);
    if (is_new) {
      auto trace = std::make_shared<Trace>(keys_asked[i], std::move(facts), std::move(stamp), began);
      keep(keys_asked[i], trace);
      out[keys_asked[i]] = std::move(trace);
    } else {
      known[i]->confirmed = std::max(known[i]->confirmed, began);
      out[keys_asked[i]] = known[i];
    }
  }
  co_return out;
}

std::shared_ptr<TraceAnswers::Trace> TraceAnswers::remembered(const std::string& key) {
  const auto found = newer_.find(key);
  if (found != newer_.end()) return found->second;
  const auto old = older_.find(key);
  if (old == older_.end()) return nullptr;
  auto trace = std::move(old->second);
  older_.erase(old);
  add(key, trace);
  return trace;
}

void TraceAnswers::keep(const std::string& key, const std::shared_ptr<Trace>& trace) {
  const auto known = remembered(key);
  if (known && known->confirmed > trace->confirmed) return;  // somebody has looked later
  if (newer_.erase(key) > 0) newer_bytes_ -= known->bytes;
  older_.erase(key);
  add(key, trace);
}

void TraceAnswers::add(const std::string& key, const std::shared_ptr<Trace>& trace) {
  newer_.emplace(key, trace);
  newer_bytes_ += trace->bytes;
  forget();
}

// Half of what may be kept is what was asked for lately; the other half is given up for it.
void TraceAnswers::forget() {
  if (newer_bytes_ <= limits_.bytes / 2) return;
  older_ = std::exchange(newer_, {});
  newer_bytes_ = 0;
}

void TraceAnswers::grow(Trace& trace, std::ptrdiff_t bytes) {
  trace.bytes += static_cast<std::size_t>(bytes);
  const auto kept = newer_.find(trace.key);
  if (kept == newer_.end() || kept->second.get() != &trace) return;
  newer_bytes_ += static_cast<std::size_t>(bytes);
  forget();
}

TraceAnswers::Prepared TraceAnswers::answer(const std::shared_ptr<Trace>& trace, Form form,
                                            std::string_view if_none_match, bool gzip) {
  const auto index = static_cast<std::size_t>(form);
  std::shared_ptr<const Variant> variant;
  Instant now{}, until{};
  {
    const std::lock_guard lock(mutex_);
    now = database_.clock().now();  // here, so that nobody has gone on to a later time
    if (now >= trace->until) {
      std::size_t old = 0;
      for (const auto& told : trace->variants) old += told ? told->bytes() : 0;
      trace->variants = {};
      trace->until = told_until(*trace->facts, now);
      grow(*trace, -static_cast<std::ptrdiff_t>(old));
    }
    variant = trace->variants[index];
    until = trace->until;
  }
  if (!variant) {
    variant = std::make_shared<const Variant>(render_(*trace->facts, form, now));
    const std::lock_guard lock(mutex_);
    // If somebody has gone on to a later time meanwhile, this is so no more.
    if (trace->until == until && !trace->variants[index]) {
      trace->variants[index] = variant;
      grow(*trace, static_cast<std::ptrdiff_t>(variant->bytes()));
    }
  }
  return variant->answer(if_none_match, gzip);
}

TraceAnswers::Counts TraceAnswers::counts() const {
  const std::lock_guard lock(mutex_);
  auto out = counts_;
  for (const auto* part : {&newer_, &older_}) {
    for (const auto& [key, trace] : *part) out.bytes += trace->bytes;
  }
  return out;
}

}  // namespace shanhai::traceability
