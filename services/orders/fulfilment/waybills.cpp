#include "services/orders/fulfilment/waybills.hpp"

#include <array>
#include <map>

#include "common/base/text.hpp"
#include "common/sheets/sheets.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/ordering/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kLongest = 40;

enum Column { order_id, parcel_id, carrier, tracking_number, kColumns };

struct ColumnName {
  const char *english, *chinese;
};
constexpr std::array<ColumnName, kColumns> kNames = {
    {{"order_id", "订单号"}, {"parcel_id", "包裹号"}, {"carrier", "快递公司"}, {"tracking_number", "运单号"}}};

std::string place_of(std::size_t row, Column column) {
  return '/' + std::to_string(row) + '/' + kNames[column].english;
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto from = text.find_first_not_of(kSpace);
  if (from == text.npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(kSpace) - from + 1));
}

// Where each column stands.
using Places = std::array<std::optional<std::size_t>, kColumns>;

Result<Places> read_head(const sheets::Cells& head) {
  Places out;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto name = trimmed(head[i]);
    for (std::size_t column = 0; column < kColumns; ++column) {
      if (name == kNames[column].english || name == kNames[column].chinese) out[column] = i;
    }
  }
  std::vector<FieldError> wrong;
  if (!out[order_id] && !out[parcel_id]) wrong.push_back({"/0/parcel_id", "column_missing", "or order_id"});
  if (!out[carrier]) wrong.push_back({"/0/carrier", "column_missing", {}});
  if (!out[tracking_number]) wrong.push_back({"/0/tracking_number", "column_missing", {}});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

class RowReader {
 public:
  RowReader(std::size_t row, const sheets::Cells& cells, const Places& places, std::vector<FieldError>& wrong)
      : row_(row), cells_(cells), places_(places), wrong_(wrong) {}

  WaybillRow read() {
    WaybillRow out;
    out.order = id<OrderId>(order_id);
    out.parcel = id<ParcelId>(parcel_id);
    if (text(order_id).empty() && text(parcel_id).empty()) fail(parcel_id, "required");
    out.carrier = text(carrier);
    if (out.carrier.empty()) {
      fail(carrier, "required");
    } else if (code_points(out.carrier) > kLongest || !is_plain(out.carrier)) {
      fail(carrier, "out_of_range", "1 to 40 characters on one line");
    }
    out.tracking_number = text(tracking_number);
    if (out.tracking_number.empty()) {
      fail(tracking_number, "required");
    } else if (out.tracking_number.size() > kLongest || !is_visible_ascii(out.tracking_number)) {
      fail(tracking_number, "out_of_range", "1 to 40 visible ASCII characters");
    }
    return out;
  }

 private:
  std::string text(Column column) const {
    const auto place = places_[column];
    return place && *place < cells_.size() ? trimmed(cells_[*place]) : std::string();
  }

  template <class IdType>
  std::optional<IdType> id(Column column) {
    const auto written = text(column);
    if (written.empty()) return std::nullopt;
    auto parsed = IdType::parse(written);
    if (parsed.has_value()) return *parsed;
    fail(column, "invalid_id");
    return std::nullopt;
  }

  static bool is_plain(std::string_view text) {
    for (const unsigned char c : text) {
      if (c < ' ' || c == 0x7f) return false;
    }
    return true;
  }

  static bool is_visible_ascii(std::string_view text) {
    for (const unsigned char c : text) {
      if (c <= ' ' || c >= 0x7f) return false;
    }
    return true;
  }

  void fail(Column column, const char* code, const char* detail = "") {
    wrong_.push_back({place_of(row_, column), code, detail});
  }

  std::size_t row_;
  const sheets::Cells& cells_;
  const Places& places_;
  std::vector<FieldError>& wrong_;
};

// A row and its number in the file.
struct Numbered {
  std::size_t number;
  const WaybillRow* row;
};

class Import {
 public:
  Import(db::Tx& tx, Context& context, const Command& command)
      : tx_(tx), context_(context), command_(command), by_(by_of(command, "waybills")) {}

  Result<WaybillReceipt> run(const std::vector<WaybillRow>& rows) {
    for (const auto& [id, of_order] : by_order(rows)) take(id, of_order);  // orders are locked by id
    if (wrong_.empty()) return std::move(receipt_);
    auto refusal = Error::unprocessable("waybills_refused");
    refusal.fields = std::move(wrong_);
    return refusal;
  }

 private:
  std::map<OrderId, std::vector<Numbered>> by_order(const std::vector<WaybillRow>& rows) {
    std::map<OrderId, std::vector<Numbered>> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      const auto order = row.order ? row.order : store::find_order_of_parcel(tx_, *row.parcel);
      if (order) {
        out[*order].push_back({i + 1, &row});
      } else {
        fail(i + 1, parcel_id, "parcel_not_found");
      }
    }
    return out;
  }

  void take(OrderId id, const std::vector<Numbered>& rows) {
    auto order = store::lock_order(tx_, id, scope_of(command_.caller));
    if (order.has_error()) {
      for (const auto& row : rows) {
        row.row->order ? fail(row.number, order_id, "order_not_found")
                       : fail(row.number, parcel_id, "parcel_not_found");
      }
      return;
    }
    OrderChange change(tx_, std::move(*order));
    Shipping shipping(tx_, change, by_);
    std::map<ParcelId, const WaybillRow*> seen;
    for (const auto& row : rows) take(shipping, seen, row);
    const auto finished = shipping.finish();
    if (finished.has_error()) fail(rows.front().number, order_id, finished.error().code);
    change.save(context_);
    receipt_.orders.push_back(id);
  }

  void take(Shipping& shipping, std::map<ParcelId, const WaybillRow*>& seen, const Numbered& numbered) {
    const auto& row = *numbered.row;
    const auto parcel = row.parcel ? row.parcel : only_parcel(shipping, numbered);
    if (!parcel) return;
    const auto [before, is_new] = seen.try_emplace(*parcel, &row);
    const bool same = before->second->carrier == row.carrier && before->second->tracking_number == row.tracking_number;
    if (!is_new && !same) return fail(numbered.number, parcel_id, "repeated");
    const auto shipped = shipping.ship({*parcel, row.carrier, row.tracking_number});
    if (shipped.has_error()) return fail(numbered.number, parcel_id, shipped.error().code);
    ++(*shipped ? receipt_.shipped : receipt_.unchanged);
  }

  // The one that is left to ship; where nothing is, the one that left under this number.
  std::optional<ParcelId> only_parcel(const Shipping& shipping, const Numbered& numbered) {
    std::optional<ParcelId> waiting, gone;
    for (const auto& parcel : shipping.parcels()) {
      if (parcel.tracking_number == numbered.row->tracking_number) gone = parcel.id;
      if (parcel.shipped_at) continue;
      if (waiting) {
        fail(numbered.number, parcel_id, "parcel_required");
        return std::nullopt;
      }
      waiting = parcel.id;
    }
    if (gone) return gone;
    if (!waiting) fail(numbered.number, order_id, "nothing_to_ship");
    return waiting;
  }

  void fail(std::size_t row, Column column, std::string code) {
    wrong_.push_back({place_of(row, column), std::move(code), {}});
  }

  db::Tx& tx_;
  Context& context_;
  const Command& command_;
  const By by_;
  WaybillReceipt receipt_;
  std::vector<FieldError> wrong_;
};

}  // namespace

Result<std::vector<WaybillRow>> read_waybills(std::string_view file) {
  if (file.empty()) return Error::invalid_field("", "required", "a file");
  sheets::Limits limits;
  limits.rows = kMostWaybills + 1;
  SH_TRY(const auto table, sheets::read(file, limits));
  if (table.empty()) return Error::invalid_field("", "required", "a head line");
  SH_TRY(const auto places, read_head(table.front()));
  if (table.size() == 1) return Error::invalid_field("", "out_of_range", "1 to 1000 rows");
  std::vector<WaybillRow> out;
  std::vector<FieldError> wrong;
  for (std::size_t row = 1; row < table.size(); ++row) {
    out.push_back(RowReader(row, table[row], places, wrong).read());
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

Task<Result<db::Replayable<WaybillReceipt>>> Waybills::import(const Command& command, std::string file,
                                                              db::IdempotencyKey key) {
  // Unpacking is work for a database worker, too: it may block no I/O thread.
  auto work = [this, command, file, key](db::Tx& tx) -> Result<db::Replayable<WaybillReceipt>> {
    SH_TRY(const auto rows, read_waybills(file));
    return db::idempotent(tx, key, [&] { return Import(tx, context_, command).run(rows); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::orders
