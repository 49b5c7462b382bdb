#include "services/orders/payment/reconciliation/bills.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <set>

#include "common/base/encoding.hpp"
#include "services/orders/notation.hpp"

namespace shanhai::orders {
namespace {

using Cells = std::vector<std::string>;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMaxNumber = 64;

std::optional<std::string> as_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  UErrorCode failed = U_ZERO_ERROR;
  const auto length = static_cast<std::int32_t>(bytes.size());
  // GB 18030 takes at most four bytes for what UTF-8 takes at most four for, and two for what takes three.
  std::string out(bytes.size() * 2 + 4, '\0');
  const auto written = ucnv_convert("UTF-8", "GB18030", out.data(), static_cast<std::int32_t>(out.size()), bytes.data(),
                                    length, &failed);
  if (U_FAILURE(failed)) return std::nullopt;
  out.resize(static_cast<std::size_t>(written));
  return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    at = end + 1;
  }
  while (!out.empty() && out.back().empty()) out.pop_back();
  return out;
}

std::string trimmed(std::string_view cell) {
  constexpr std::string_view kSpace = " \t`";
  const auto begin = cell.find_first_not_of(kSpace);
  if (begin == cell.npos) return {};
  return std::string(cell.substr(begin, cell.find_last_not_of(kSpace) - begin + 1));
}

Cells split(std::string_view line, std::string_view separator) {
  Cells out;
  for (std::size_t at = 0;;) {
    const auto end = line.find(separator, at);
    out.push_back(trimmed(line.substr(at, end - at)));
    if (end == line.npos) return out;
    at = end + separator.size();
  }
}

// Cells by the names of the head line, of which Alipay ends some with their unit.
class Table {
 public:
  Table(const Cells& head, std::vector<FieldError>& wrong) : wrong_(wrong) {
    for (std::size_t i = 0; i < head.size(); ++i) {
      auto name = head[i];
      if (const auto unit = name.find("（"); unit != name.npos) name.resize(unit);
      columns_.emplace(std::move(name), i);
    }
    width_ = head.size();
  }
  bool has(std::string_view name) const { return columns_.contains(name); }
  std::size_t width() const { return width_; }

  void at(std::size_t line, Cells cells) {
    line_ = line;
    cells_ = std::move(cells);
    if (cells_.size() != width_) fail("", "wrong_number_of_cells");
  }
  bool whole() const { return cells_.size() == width_; }
  std::string text(std::string_view name) const { return cells_[columns_.find(name)->second]; }
  Money amount(std::string_view name) {
    const auto out = parse_yuan(text(name));
    if (!out) fail(name, "expected_amount");
    return out.value_or(Money());
  }
  std::string number(std::string_view name) {
    auto out = text(name);
    const bool visible = std::all_of(out.begin(), out.end(), [](unsigned char c) { return c > ' ' && c < 0x7f; });
    if (out.empty() || out.size() > kMaxNumber || !visible) fail(name, "out_of_range");
    return out;
  }
  Instant time(std::string_view name) {
    const auto out = parse_china_text(text(name));
    if (!out) fail(name, "expected_time");
    return out.value_or(Instant());
  }
  void fail(std::string_view column, std::string code) {
    auto pointer = '/' + std::to_string(line_);
    if (!column.empty()) pointer.append("/").append(column);
    wrong_.push_back({std::move(pointer), std::move(code), {}});
  }

 private:
  std::vector<FieldError>& wrong_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::size_t width_ = 0, line_ = 0;
  Cells cells_;
};

class Reader {
 public:
  Reader(std::vector<std::string_view> lines, const BillOwner& owner) : lines_(std::move(lines)), owner_(owner) {}
  virtual ~Reader() = default;

  Result<std::vector<BillEntry>> read() {
    read_file();
    if (entries_.size() > kMaxBillEntries) fail(entries_.size(), "out_of_range");
    if (!wrong_.empty()) return Error::invalid(std::move(wrong_));
    return std::move(entries_);
  }

 protected:
  virtual void read_file() = 0;

  void fail(std::size_t line, std::string code) { wrong_.push_back({'/' + std::to_string(line), std::move(code), {}}); }
  // Of a day in China. A refund stands in the bill of the day on which it was taken, which its line need not name.
  void add(Table& table, BillEntry entry, std::string_view time_column) {
    if (entry.amount <= Money()) table.fail("", "expected_amount");
    if (entry.subject == BillSubject::payment && china_date(entry.occurred_at) != owner_.day)
      table.fail(time_column, "not_this_day");
    if (!keys_.insert(entry.key()).second) table.fail("", "repeated");
    (entry.subject == BillSubject::payment ? paid_ : refunded_) += entry.amount;
    entries_.push_back(std::move(entry));
  }
  bool has_all(const Table& table, std::size_t line, std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
      if (table.has(name)) continue;
      fail(line, "unexpected_head");
      return false;
    }
    return true;
  }

  const std::vector<std::string_view> lines_;
  const BillOwner& owner_;
  std::vector<FieldError> wrong_;
  std::vector<BillEntry> entries_;
  std::set<std::string> keys_;
  Money paid_, refunded_;
};

class WechatPayReader final : public Reader {
 public:
  using Reader::Reader;

 private:
  void read_file() override {
    if (lines_.size() < 3) return fail(1, "incomplete");
    Table table(split(lines_[0], ","), wrong_);
    if (!has_all(table, 1,
                 {"交易时间", "商户号", "微信订单号", "商户订单号", "交易状态", "货币种类", "应结订单金额",
                  "微信退款单号", "商户退款单号", "退款金额", "退款状态"})) {
      return;
    }
    // Free texts may hold a comma; no cell holds one before a grave accent.
    std::size_t line = 1;
    for (; line < lines_.size() && lines_[line].starts_with('`'); ++line) {
      table.at(line + 1, split(lines_[line], ",`"));
      if (table.whole()) take(table);
    }
    sums(line);
  }

  void take(Table& table) {
    if (!owner_.account.empty() && table.text("商户号") != owner_.account) table.fail("商户号", "not_this_account");
    if (table.text("货币种类") != "CNY") table.fail("货币种类", "unknown_value");
    BillEntry entry;
    entry.occurred_at = table.time("交易时间");
    const auto state = table.text("交易状态");
    if (state == "SUCCESS") {
      entry.number = table.number("商户订单号");
      entry.transaction = table.number("微信订单号");
      entry.amount = table.amount(table.has("订单金额") ? "订单金额" : "应结订单金额");
    } else if (state == "REFUND") {
      entry.subject = BillSubject::refund;
      entry.number = table.number("商户退款单号");
      entry.transaction = table.number("微信退款单号");
      entry.amount = table.amount(table.has("申请退款金额") ? "申请退款金额" : "退款金额");
      const auto refund = table.text("退款状态");
      entry.state = refund == "SUCCESS"      ? BillState::succeeded
                    : refund == "PROCESSING" ? BillState::processing
                                             : BillState::failed;
    } else {
      return table.fail("交易状态", "unknown_value");
    }
    add(table, std::move(entry), "交易时间");
  }

  // The last two lines: names, and "`2,`36.80,...".
  void sums(std::size_t line) {
    if (line + 2 != lines_.size()) return fail(line + 1, "incomplete");
    Table table(split(lines_[line], ","), wrong_);
    if (!has_all(table, line + 1, {"总交易单数"})) return;
    table.at(line + 2, split(lines_[line + 1], ","));
    if (!table.whole()) return;
    const auto count = table.amount("总交易单数");  // "45" or "45.0"
    if (count != Money(100) * static_cast<std::int64_t>(entries_.size())) table.fail("总交易单数", "sums_differ");
    if (table.has("订单总金额") && table.amount("订单总金额") != paid_) table.fail("订单总金额", "sums_differ");
    if (table.has("申请退款总金额") && table.amount("申请退款总金额") != refunded_)
      table.fail("申请退款总金额", "sums_differ");
  }
};

class AlipayReader final : public Reader {
 public:
  using Reader::Reader;

 private:
  void read_file() override {
    std::size_t line = 0;
    bool ours = owner_.account.empty();
    for (; line < lines_.size() && lines_[line].starts_with('#'); ++line) {
      // "#账号：[20880000000000010156]": the seller, and four more digits of the account.
      if (lines_[line].find("账号") != lines_[line].npos)
        ours = ours || lines_[line].find(owner_.account) != lines_[line].npos;
    }
    if (line == lines_.size()) return fail(line + 1, "incomplete");
    if (!ours) return fail(1, "not_this_account");
    Table table(split(lines_[line], ","), wrong_);
    if (!has_all(table, line + 1,
                 {"支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额", "退款批次号/请求号"})) {
      return;
    }
    for (++line; line < lines_.size() && !lines_[line].starts_with('#'); ++line) {
      table.at(line + 1, split(lines_[line], ","));
      if (table.whole()) take(table);
    }
    if (line == lines_.size() || lines_[line].find("业务明细列表结束") == lines_[line].npos)
      return fail(line + 1, "incomplete");
    for (; line < lines_.size(); ++line) check_sum(line);
  }

  void take(Table& table) {
    BillEntry entry;
    entry.occurred_at = table.time("完成时间");
    entry.transaction = table.number("支付宝交易号");
    entry.amount = table.amount("订单金额");
    const auto kind = table.text("业务类型");
    if (kind == "交易") {
      entry.number = table.number("商户订单号");
      ++payments_;
    } else if (kind == "退款") {
      entry.subject = BillSubject::refund;
      entry.number = table.number("退款批次号/请求号");
      entry.amount = -entry.amount;  // a bill writes what went out with a minus
      ++refunds_;
    } else {
      return table.fail("业务类型", "unknown_value");
    }
    add(table, std::move(entry), "完成时间");
  }

  // "#交易合计：2笔，商家实收共36.80元，...", "#退款合计：1笔，...".
  void check_sum(std::size_t line) {
    const auto check = [&](std::string_view name, std::int64_t count) {
      const auto at = lines_[line].find(name);
      if (at == lines_[line].npos) return;
      const auto rest = lines_[line].substr(at + name.size());
      if (!rest.starts_with(std::to_string(count) + "笔")) fail(line + 1, "sums_differ");
    };
    check("交易合计：", payments_);
    check("退款合计：", refunds_);
  }

  std::int64_t payments_ = 0, refunds_ = 0;
};

}  // namespace

Result<std::vector<BillEntry>> parse_bill(PaymentChannel channel, std::string_view file, const BillOwner& owner) {
  const auto text = as_utf8(file);
  if (!text) return Error::invalid_field("", "invalid_encoding", "UTF-8 or GB 18030");
  std::string_view rest = *text;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  if (channel == PaymentChannel::wechat_pay) return WechatPayReader(lines_of(rest), owner).read();
  if (channel == PaymentChannel::alipay) return AlipayReader(lines_of(rest), owner).read();
  return Error::invalid_field("query/channel", "unknown_value", "wechat_pay or alipay");
}

}  // namespace shanhai::orders
