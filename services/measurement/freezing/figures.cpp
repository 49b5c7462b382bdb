#include "services/measurement/freezing/figures.hpp"

#include <openssl/evp.h>

#include <array>

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
constexpr std::array kMeasures{orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted,
                               orders::Measure::completed};
constexpr std::array kViews{RefundView::posting, RefundView::sale};
constexpr std::size_t kSections = kMeasures.size() * kGroupings.size() * kViews.size();

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

struct Section {
  orders::Measure measure;
  const Grouping& grouping;
  RefundView view;

  explicit Section(std::size_t number)
      : measure(kMeasures[number / (kGroupings.size() * kViews.size())]),
        grouping(kGroupings[number / kViews.size() % kGroupings.size()]),
        view(kViews[number % kViews.size()]) {}

  std::string title() const {
    return "[measure=" + name_of(measure) + "&group_by=" + std::string(grouping.by) + "&refund_view=" + name_of(view) +
           "]\n";
  }
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

}  // namespace

FiguresText::FiguresText(const Policy& policy, std::string_view period, AsOf as_of, std::int64_t piece_lines)
    : policy_(policy), period_(period), as_of_(std::move(as_of)), piece_lines_(piece_lines) {
  const auto days = parse_period(period).value();
  months_ = periods_between(Tier::month, days.from, days.to);
}

std::string FiguresText::head() const {
  return std::string(kHead) + "period " + period_ + "\nas_of " + as_of_.str() + "\n";
}

std::size_t FiguresText::steps() const { return kSections * months_.size(); }

Result<FiguresText::Part> FiguresText::read(db::Tx& tx, const Place& place) const {
  const Section section(place.step / months_.size());
  const auto first = months_[place.step % months_.size()];
  Question question;
  question.measure = section.measure;
  SH_TRY(question.by, parse_group_by(section.grouping.by));
  question.view = section.view;
  question.as_of = as_of_;
  question.period = {first, last_of(first, Tier::month)};
  Part out{{}, 0, place};
  if (!out.next.pieces) {
    if (first == months_.front()) out.text = section.title();
    SH_TRY(out.next.pieces, pieces_of(tx, policy_, question, section.grouping.second, piece_lines_));
  }
  const auto& pieces = *out.next.pieces;
  if (out.next.piece < pieces.size()) {
    const auto& piece = pieces[out.next.piece];
    (section.grouping.second == Dimension::origin_county ? question.filter.origins : question.filter.buyers) = piece;
    SH_TRY(const auto rows, sum(tx, policy_, question));
    for (const auto& row : rows) append_canonical(out.text, row);
    out.rows = static_cast<std::int64_t>(rows.size());
    ++out.next.piece;
  }
  if (out.next.piece >= pieces.size()) out.next = {place.step + 1, std::nullopt, 0};
  return out;
}

FiguresDigest::FiguresDigest()
    : context_(EVP_MD_CTX_new(), [](void* context) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }) {
  if (!context_ || EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 failed");
}

void FiguresDigest::add(std::string_view text) {
  if (EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), text.data(), text.size()) != 1)
    throw std::runtime_error("SHA-256 failed");
}

std::string FiguresDigest::finish() {
  std::string out(32, '\0');
  if (EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), reinterpret_cast<unsigned char*>(out.data()),
                         nullptr) != 1)
    throw std::runtime_error("SHA-256 failed");
  return out;
}

void append_canonical(std::string& out, const SumRow& row) {
  for (const auto& key : row.keys) out += key + "\t";
  out += std::to_string(row.gross.fen()) + "\t" + std::to_string(row.refunded.fen()) + "\t" +
         std::to_string(row.lines) + "\t" + std::to_string(row.refunds) + "\t" + std::to_string(row.quantity) + "\n";
}

Result<CanonicalFigures> canonical_figures(db::Tx& tx, const Policy& policy, std::string_view period, const AsOf& as_of,
                                           const std::function<void(std::string_view)>& take,
                                           std::int64_t piece_lines) {
  CanonicalFigures out;
  const FiguresText text(policy, period, as_of, piece_lines);
  FiguresDigest digest;
  const auto add = [&](std::string_view part) {
    digest.add(part);
    if (take) take(part);
  };
  add(text.head());
  for (FiguresText::Place at; !text.is_over(at);) {
    SH_TRY(auto part, text.read(tx, at));
    add(part.text);
    out.rows += part.rows;
    at = std::move(part.next);
  }
  out.digest = digest.finish();
  return out;
}

}  // namespace shanhai::measurement
