#include "services/measurement/freezing/figures.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace shanhai::measurement {
namespace {

constexpr std::string_view kHead = "shanhai purchase volume, version 1\n";

// One for each cube; its second dimension is what a month is divided by.
struct Grouping {
  std::string_view by;
  Dimension second;
};
constexpr std::array<Grouping, 4> kGroupings{
    {{"month,buyer_division,origin_county,buyer_kind,category,certified,channel", Dimension::buyer_division},
     {"month,buyer_division,buyer_organisation,origin_county,buyer_kind,category,certified,channel",
      Dimension::buyer_division},
     {"month,buyer_division,delivery_division,origin_county,buyer_kind,category,certified,channel",
      Dimension::buyer_division},
     {"month,origin_county,supplier,product,buyer_division,raw_material_county,registration_county,buyer_kind,category,"
      "certified,channel",
      Dimension::origin_county}}};

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Digests what it is given, and passes it on.
class Digesting {
 public:
  explicit Digesting(const std::function<void(std::string_view)>& take) : take_(take), context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
      throw std::runtime_error("SHA-256 failed");
  }
  void add(std::string_view text) {
    if (EVP_DigestUpdate(context_.get(), text.data(), text.size()) != 1) throw std::runtime_error("SHA-256 failed");
    if (take_) take_(text);
  }
  std::string finish() {
    std::string out(32, '\0');
    if (EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(out.data()), nullptr) != 1)
      throw std::runtime_error("SHA-256 failed");
    return out;
  }

 private:
  const std::function<void(std::string_view)>& take_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

// The values of the second dimension in order, as many together as have few enough lines.
Result<std::vector<DivisionSet>> pieces_of(db::Tx& tx, const Policy& policy, Question question, Dimension second,
                                           std::int64_t piece_lines) {
  question.by = {second};
  SH_TRY(const auto rows, sum(tx, policy, question));
  std::vector<DivisionSet> out;
  std::int64_t lines = 0;
  for (const auto& row : rows) {
    const auto more = row.lines + row.refunds + 1;
    if (out.empty() || lines + more > piece_lines) {
      out.push_back({false, {}});
      lines = 0;
    }
    out.back().codes.push_back(row.keys.front());
    lines += more;
  }
  return out;
}

// The rows of one section in the month.
Result<std::int64_t> add_month(db::Tx& tx, const Policy& policy, const Question& month, Dimension second,
                               std::int64_t piece_lines, Digesting& to) {
  std::int64_t out = 0;
  SH_TRY(const auto pieces, pieces_of(tx, policy, month, second, piece_lines));
  for (const auto& piece : pieces) {
    auto question = month;
    (second == Dimension::origin_county ? question.filter.origins : question.filter.buyers) = piece;
    SH_TRY(const auto rows, sum(tx, policy, question));
    std::string text;
    for (const auto& row : rows) append_canonical(text, row);
    to.add(text);
    out += static_cast<std::int64_t>(rows.size());
  }
  return out;
}

}  // namespace

void append_canonical(std::string& out, const SumRow& row) {
  for (const auto& key : row.keys) out += key + "\t";
  out += std::to_string(row.gross.fen()) + "\t" + std::to_string(row.refunded.fen()) + "\t" +
         std::to_string(row.lines) + "\t" + std::to_string(row.refunds) + "\t" + std::to_string(row.quantity) + "\n";
}

Result<CanonicalFigures> canonical_figures(db::Tx& tx, const Policy& policy, std::string_view period, const AsOf& as_of,
                                           const std::function<void(std::string_view)>& take,
                                           std::int64_t piece_lines) {
  CanonicalFigures out;
  SH_TRY(const auto days, parse_period(period));
  Digesting text(take);
  text.add(std::string(kHead) + "period " + std::string(period) + "\nas_of " + as_of.str() + "\n");
  for (const auto measure :
       {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted, orders::Measure::completed}) {
    for (const auto& grouping : kGroupings) {
      for (const auto view : {RefundView::posting, RefundView::sale}) {
        text.add("[measure=" + name_of(measure) + "&group_by=" + std::string(grouping.by) +
                 "&refund_view=" + name_of(view) + "]\n");
        Question question;
        question.measure = measure;
        SH_TRY(question.by, parse_group_by(grouping.by));
        question.view = view;
        question.as_of = as_of;
        for (const auto first : periods_between(Tier::month, days.from, days.to)) {
          question.period = {first, last_of(first, Tier::month)};
          SH_TRY(const auto rows, add_month(tx, policy, question, grouping.second, piece_lines, text));
          out.rows += rows;
        }
      }
    }
  }
  out.digest = text.finish();
  return out;
}

}  // namespace shanhai::measurement
