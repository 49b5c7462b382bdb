#include "services/measurement/exports/service.hpp"

#include "services/measurement/audited_reading.hpp"
#include "services/measurement/purchases/scope.hpp"
#include "services/measurement/reports/service.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::string_view kAggregate = "export";

Result<ExportKind> kind_of(const ExportBody& body) {
  if (body.report && body.lines) return Error::invalid_field("/lines", "conflict", "either a report, or lines");
  if (!body.report && !body.lines) return Error::invalid_field("/lines", "required", "a report, or lines");
  return body.report ? ExportKind::report : ExportKind::lines;
}

struct Asked {
  std::string as_of, question;  // the question as JSON, without as_of
  std::optional<std::int64_t> rows;
};

template <class Query>
Result<Asked> read_asked(db::Tx& tx, Query query) {
  Asked out;
  out.as_of = current_as_of(tx).str();
  if (query.as_of) {
    SH_TRY(const auto given, read_as_of(tx, query.as_of->str()));
    out.as_of = given.str();
  }
  query.as_of.reset();
  out.question = json::print(query);
  return out;
}

// Of the entries themselves, where one sum tells how many there are.
Result<std::optional<std::int64_t>> count_rows(db::Tx& tx, const Policy& policy, const PurchaseFilter& query,
                                               Question question, const std::string& as_of) {
  if (query.unit || question.view == RefundView::sale) return std::optional<std::int64_t>();
  SH_TRY(question.as_of, read_as_of(tx, as_of));
  SH_TRY(const auto sums, sum(tx, policy, question));
  return std::optional(sums.empty() ? 0 : sums.front().lines + sums.front().refunds);
}

void tell(db::Tx& tx, Context& context, const Command& command, const store::ExportRow& row, std::string_view type,
          std::int64_t version) {
  const ExportAsked payload{row.view.id, row.view.kind, row.region, row.view.as_of};
  events::append(tx, context.random,
                 {type, kAggregate, row.view.id.str(), version, command.caller.actor(), "asked", command.trace_id,
                  json::write(payload).as_object()});
}

}  // namespace

Result<ExportView> Exports::ask_in(db::Tx& tx, const Command& command, const ExportBody& body,
                                   wording::Language language) {
  store::ExportRow row;
  row.language = language;
  row.organisation = command.caller.organisation.value_or(OrganisationId());
  row.region = region_of(command.caller);
  row.actor = command.caller.actor();
  if (store::count_exports(tx, row.organisation) >= export_policy_.per_organisation)
    return Error::conflict("too_many_exports", "remove one, or wait until one expires");
  row.view.id = ExportId::make(context_.database.clock(), context_.random);
  SH_TRY(row.view.kind, kind_of(body));
  row.view.format = body.format;
  row.view.title = body.title ? body.title->str() : "";
  row.view.created_at = tx.now();
  const PurchaseFilter& filter = body.report ? *body.report : *body.lines;
  SH_TRY(const auto scope, scope_of(command.caller));
  SH_TRY(auto question, to_question(filter, scope));
  if (body.report && body.report->group_by) SH_CHECK(parse_group_by(body.report->group_by->str()));
  SH_TRY(auto asked, body.report ? read_asked(tx, *body.report) : read_asked(tx, *body.lines));
  row.view.as_of = asked.as_of;
  row.question = asked.question;
  if (body.lines) {
    SH_TRY(row.view.rows_expected, count_rows(tx, policy_, filter, std::move(question), asked.as_of));
  }
  if (row.view.rows_expected.value_or(0) > export_policy_.rows_max) {
    return Error::unprocessable("export_too_large", "at most " + std::to_string(export_policy_.rows_max) + " lines")
        .with("rows", *row.view.rows_expected);
  }
  store::insert_export(tx, row);
  tell(tx, context_, command, row, kExportAsked, 1);
  return row.view;
}

Task<Result<db::Replayable<ExportView>>> Exports::ask(Command command, db::IdempotencyKey key, ExportBody body,
                                                      http::Language language) {
  SH_CO_TRY(const auto scope, scope_of(command.caller));
  static_cast<void>(scope);
  auto work = [this, command, key, body, language](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return ask_in(tx, command, body, words_in(language)); });
  };
  auto asked = co_await context_.database.transaction(work);
  if (asked.has_value()) {
    context_.sequencer.committed();
    jobs_.wake();
  }
  co_return asked;
}

Task<Result<ExportPage>> Exports::list(auth::Principal caller, http::PageQuery query) {
  ExportId before = ExportId::from_raw(std::string(16, '\xff'));
  if (query.cursor) {
    const auto parsed = ExportId::parse(query.cursor->str());
    if (parsed.has_error())
      co_return Error::invalid_field("query/cursor", "invalid_cursor", "take it from next_cursor of the page before");
    before = *parsed;
  }
  auto work = [caller, query, before](db::Tx& tx) -> Result<ExportPage> {
    ExportPage out;
    for (auto& row :
         store::list_exports(tx, caller.organisation.value_or(OrganisationId()), before, query.size() + 1)) {
      if (static_cast<std::int64_t>(out.items.size()) == query.size()) {
        out.next_cursor = out.items.back().id.str();
        break;
      }
      out.items.push_back(std::move(row.view));
    }
    return out;
  };
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.exports.listed", {}, work);
  auto page = co_await std::move(audited);
  co_return page;
}

Result<store::ExportRow> Exports::find_in(db::Tx& tx, const auth::Principal& caller, ExportId id) const {
  auto row = store::find_export(tx, id);
  const bool own = row && (caller.role == auth::Role::platform_operator ||
                           row->organisation == caller.organisation.value_or(OrganisationId()));
  if (!own || !sees_region(caller, row->region)) return Error::not_found("export");
  return std::move(*row);
}

Task<Result<ExportView>> Exports::find(auth::Principal caller, ExportId id) {
  auto work = [this, caller, id](db::Tx& tx) -> Result<ExportView> {
    SH_TRY(auto row, find_in(tx, caller, id));
    return std::move(row.view);
  };
  json::Object details{{"export", id.str()}};
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.export.looked_at",
                              std::move(details), work);
  auto view = co_await std::move(audited);
  co_return view;
}

Task<Result<void>> Exports::remove(Command command, ExportId id) {
  auto work = [this, command, id](db::Tx& tx) -> Result<void> {
    SH_TRY(const auto row, find_in(tx, command.caller, id));
    if (row.view.state == ExportState::expired) return {};
    store::expire_export(tx, id);
    tell(tx, context_, command, row, kExportRemoved, 2);
    return {};
  };
  SH_CO_CHECK(co_await context_.database.transaction(work));
  context_.sequencer.committed();
  auto clear = [this, id](std::size_t) { files_.remove(id); };
  co_await workers_.run(clear);
  co_return Result<void>();
}

Task<Result<Exports::OpenExport>> Exports::open(auth::Principal caller, ExportId id) {
  auto work = [this, caller, id](db::Tx& tx) -> Result<store::ExportRow> {
    SH_TRY(auto row, find_in(tx, caller, id));
    if (row.view.state == ExportState::expired) return Error{ErrorKind::gone, "export_expired"};
    if (row.view.state != ExportState::finished) return Error::conflict("export_not_finished");
    audit_read(tx, context_.random, caller, "measurement.export.read", {{"export", id.str()}});
    return row;
  };
  SH_CO_TRY(const auto row, co_await context_.database.transaction(work));
  const auto path = files_.path_of(id, row.attempt, row.view.format);
  auto open_file = [path](std::size_t) { return http::OpenFile::open(path); };
  OpenExport out;
  out.file = co_await workers_.run(open_file);
  if (!out.file) co_return Error{ErrorKind::gone, "export_expired"};
  const auto format = row.view.format == ExportFormat::csv ? sheets::TableFormat::csv : sheets::TableFormat::xlsx;
  out.tag = *row.view.file_sha256;
  out.media_type = sheets::media_type_of(format);
  const bool zh = row.language == wording::Language::zh, report = row.view.kind == ExportKind::report;
  const std::string title = !row.view.title.empty() ? row.view.title
                            : report                ? (zh ? "采购情况统计表" : "Purchases")
                                                    : (zh ? "采购明细表" : "Lines of purchases");
  out.name = title + "." + std::string(sheets::extension_of(format));
  co_return out;
}

}  // namespace shanhai::measurement
