#include "services/measurement/reports/service.hpp"

#include "common/base/divisions.hpp"
#include "common/telemetry/log.hpp"
#include "services/measurement/answered_before.hpp"
#include "services/measurement/audited_reading.hpp"
#include "services/measurement/freezing/service.hpp"
#include "services/measurement/purchases/scope.hpp"
#include "services/measurement/purchases/service.hpp"
#include "services/measurement/reports/store.hpp"

namespace shanhai::measurement {
namespace {

// The question as somebody of the region asks it.
Result<Report> answer(db::Tx& tx, const Policy& policy, const std::string& region, const ReportQuery& query) {
  SH_TRY(const auto scope, visibility_of(region));
  SH_TRY(auto question, to_question(query, scope));
  return make_report(tx, policy, query, std::move(question));
}

}  // namespace

std::string region_of(const auth::Principal& caller) {
  return caller.role == auth::Role::platform_operator ? "*" : caller.region;
}

bool sees_region(const auth::Principal& caller, std::string_view region) {
  if (caller.role != auth::Role::platform_operator && caller.role != auth::Role::agency) return false;
  return sees_everything(caller) || caller.region == region || is_within(region, caller.region);
}

Result<ReportObject> Reports::make_in(db::Tx& tx, const Command& command, const ReportBody& body,
                                      const Report& report) {
  ReportObject out;
  out.region = region_of(command.caller);
  out.id = ReportId::make(context_.database.clock(), context_.random);
  out.title = body.title;
  out.question = body.question;
  out.question.as_of = report.as_of;
  out.digest = digest_of(report, dimensions_of(out.question));
  out.url = "/v1/measurement/reports/" + out.id.str();
  out.created_at = tx.now();
  store::insert_report(tx, out, command.caller.organisation.value_or(OrganisationId()), command.caller.actor());
  events::append(tx, context_.random,
                 {kReportMade, "measurement_report", out.id.str(), 1, command.caller.actor(), "made", command.trace_id,
                  json::write(ReportMade{out.id, out.region, report.as_of, out.digest}).as_object()});
  return out;
}

Task<Result<db::Replayable<ReportObject>>> Reports::make(Command command, db::IdempotencyKey key, ReportBody body) {
  SH_CO_TRY(const auto scope, scope_of(command.caller));
  static_cast<void>(scope);
  if (body.question.as_of)
    co_return Error::invalid_field("query/as_of", "not_allowed", "a report is kept as of the moment it is made");
  auto find = [key](db::Tx& tx) { return answered_before<ReportObject>(tx, key); };
  SH_CO_TRY(auto before, co_await context_.database.snapshot(find));
  if (before) co_return std::move(*before);
  // All its statements see the state that it is kept as of.
  auto ask = [this, command, body](db::Tx& tx) {
    return answer(tx, policy_, region_of(command.caller), body.question);
  };
  SH_CO_TRY(const auto report, co_await context_.database.snapshot(std::move(ask)));
  auto work = [this, command, key, body, report](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return make_in(tx, command, body, report); });
  };
  auto made = co_await context_.database.transaction(work);
  if (made.has_value()) context_.sequencer.committed();
  co_return made;
}

Task<Result<ReportObjectPage>> Reports::list(auth::Principal caller, http::PageQuery query) {
  const auto last = ReportId::from_raw(std::string(16, '\xff'));
  ReportId before = last;
  if (query.cursor) {
    const auto parsed = ReportId::parse(query.cursor->str());
    if (parsed.has_error())
      co_return Error::invalid_field("query/cursor", "invalid_cursor", "take it from next_cursor of the page before");
    before = *parsed;
  }
  auto work = [this, caller, query, before](db::Tx& tx) -> Result<ReportObjectPage> {
    ReportObjectPage out;
    out.items = store::list_reports(tx, caller.organisation.value_or(OrganisationId()), before, query.size() + 1);
    if (static_cast<std::int64_t>(out.items.size()) > query.size()) {
      out.items.pop_back();
      out.next_cursor = out.items.back().id.str();
    }
    audit_read(tx, context_.random, caller, "measurement.reports.listed", {});
    return out;
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Result<Reports::Told> Reports::read(db::Tx& tx, const auth::Principal& caller, ReportId id) {
  const auto found = store::find_report(tx, id);
  if (!found || !sees_region(caller, found->region)) return Error::not_found("report");
  Told out;
  static_cast<ReportObject&>(out.view) = *found;
  SH_TRY(out.view.report, answer(tx, policy_, found->region, found->question));
  if (digest_of(out.view.report, dimensions_of(found->question)) != found->digest)
    return Error::internal("report " + id.str() + " no longer tells what it told when it was made");
  out.names = store::list_names(tx, out.view.report);
  return out;
}

Task<Result<Reports::Told>> Reports::told(auth::Principal caller, ReportId id) {
  auto ask = [this, caller, id](db::Tx& tx) { return read(tx, caller, id); };
  json::Object details{{"report", id.str()}};
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.report.read", std::move(details),
                              std::move(ask));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

Task<Result<ReportObjectView>> Reports::find(auth::Principal caller, ReportId id) {
  SH_CO_TRY(auto out, co_await told(caller, id));
  co_return std::move(out.view);
}

// Tables are made through files, so on a worker.
Task<ReportFile> Reports::rendered(std::shared_ptr<const Told> told, ReportFormat format, http::Language language) {
  auto make = [told, format, language](std::size_t) {
    const auto& view = told->view;
    return render(view.report, view.question, format, {words_in(language), view.region, view.title, view.created_at},
                  told->names);
  };
  auto file = co_await workers_.run(make);
  co_return file;
}

Task<Result<ReportFile>> Reports::find_as(auth::Principal caller, ReportId id, ReportFormat format,
                                          http::Language language) {
  SH_CO_TRY(auto out, co_await told(caller, id));
  auto shared = std::make_shared<const Told>(std::move(out));
  auto file = co_await rendered(std::move(shared), format, language);
  co_return file;
}

Task<Result<ReportFile>> Reports::render_once(auth::Principal caller, ReportQuery query, ReportFormat format,
                                              http::Language language) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  static_cast<void>(scope);
  auto ask = [this, caller, query](db::Tx& tx) -> Result<Told> {
    Told out;
    out.view.region = region_of(caller);
    out.view.question = query;
    out.view.created_at = tx.now();
    SH_TRY(out.view.report, answer(tx, policy_, out.view.region, query));
    out.names = store::list_names(tx, out.view.report);
    return out;
  };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.purchases.read",
                              std::move(details), std::move(ask));
  SH_CO_TRY(auto out, co_await std::move(audited));
  auto shared = std::make_shared<const Told>(std::move(out));
  auto file = co_await rendered(std::move(shared), format, language);
  co_return file;
}

}  // namespace shanhai::measurement
