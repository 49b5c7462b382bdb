#include "services/measurement/registrations/limits.hpp"

#include "services/catalog/api.hpp"
#include "services/measurement/registrations/domain.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

bool is_capacity_subject(const std::string& subject) {
  const auto colon = subject.find(':');
  if (colon == subject.npos || !is_supported_county(subject.substr(0, colon))) return false;
  catalog::Category category{};
  return boost::describe::enum_from_string(subject.substr(colon + 1).c_str(), category);
}

Result<void> check_limit(const LimitBody& body, Date today) {
  std::vector<FieldError> wrong;
  if (body.valid_from <= today) wrong.push_back({"/valid_from", "not_after_today", {}});
  const bool of_county = body.name == LimitName::county_capacity_kg;
  if (of_county != body.subject.has_value()) {
    wrong.push_back({"/subject", of_county ? "required" : "not_expected", {}});
  } else if (of_county && !is_capacity_subject(body.subject->str())) {
    wrong.push_back({"/subject", "unknown_subject", "a supported county and a category: 513431:agricultural"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

}  // namespace

LimitTable::LimitTable(const std::vector<LimitView>& limits) {
  for (const auto& limit : limits)
    limits_[{limit.name, limit.subject.value_or("")}].emplace(limit.valid_from, limit.value);
}

std::optional<std::int64_t> LimitTable::on(Date day, LimitName name, const std::string& subject) const {
  const auto found = limits_.find({name, subject});
  if (found == limits_.end()) return std::nullopt;
  const auto next = found->second.upper_bound(day);
  if (next == found->second.begin()) return std::nullopt;
  return std::prev(next)->second;
}

Task<Result<LimitList>> Limits::add(Command command, LimitBody body) {
  auto work = [this, command, body](db::Tx& tx) -> Result<LimitList> {
    SH_CHECK(check_limit(body, china_date(tx.now())));
    const auto subject = body.subject ? body.subject->str() : std::string();
    if (!tx.try_insert(q::insert_limit, {{"name", body.name},
                                         {"subject", subject},
                                         {"valid_from", body.valid_from},
                                         {"value", body.value},
                                         {"source", body.source},
                                         {"actor", command.caller.actor()},
                                         {"now", tx.now()}})) {
      return Error::conflict("limit_exists", "one of this day is announced");
    }
    audit_read(tx, context_.random, command.caller, "measurement.limit.set", json::write(body).as_object());
    return LimitList{store::list_limits(tx)};
  };
  auto out = co_await context_.database.transaction(std::move(work));
  co_return out;
}

Task<Result<LimitList>> Limits::list() {
  auto work = [](db::Tx& tx) -> Result<LimitList> { return LimitList{store::list_limits(tx)}; };
  auto out = co_await context_.database.snapshot(work);
  co_return out;
}

namespace store {

std::optional<std::int64_t> find_limit(db::Tx& tx, LimitName name, std::string_view subject, Date day) {
  const auto rows = tx.query(q::find_limit, {{"name", name}, {"subject", subject}, {"day", day}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<std::int64_t>("value");
}

std::vector<LimitView> list_limits(db::Tx& tx) {
  std::vector<LimitView> out;
  for (const auto row : tx.query(q::list_limits)) {
    LimitView limit;
    limit.name = row.get<LimitName>("name");
    if (auto subject = row.get<std::string>("subject"); !subject.empty()) limit.subject = std::move(subject);
    limit.valid_from = row.get<Date>("valid_from");
    limit.value = row.get<std::int64_t>("value");
    limit.source = row.get<std::string>("source");
    limit.announced_at = row.get<Instant>("announced_at");
    out.push_back(std::move(limit));
  }
  return out;
}

}  // namespace store
}  // namespace shanhai::measurement
