#include "services/traceability/evidence/domain.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace shanhai::traceability {
namespace {

constexpr std::size_t kItemsMax = 200, kCmaDigits = 12;
constexpr std::size_t kCharacters = 10;  // of a certificate's number, behind the day

bool is_cma_number(const std::string& text) {
  return text.size() == kCmaDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool names(const std::vector<CertificateBasis>& all, CertificateBasis one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

Result<void> check_test(const TestFacts& facts, Date today) {
  std::vector<FieldError> wrong;
  if (facts.tested_on > today) wrong.push_back({"/tested_on", "in_the_future", ""});
  if (facts.items.size() > kItemsMax) wrong.push_back({"/items", "too_many", "at most 200"});
  if (facts.cma_number && facts.kind == TestKind::own) {
    wrong.push_back({"/cma_number", "not_allowed", "a supplier's own test has no laboratory's qualification"});
  } else if (facts.cma_number && !is_cma_number(*facts.cma_number)) {
    wrong.push_back({"/cma_number", "invalid_cma_number", "12 digits"});
  }
  for (std::size_t i = 0; i < facts.items.size() && i < kItemsMax; ++i) {
    if (facts.result == TestResult::pass && facts.items[i] == TestResult::fail)
      wrong.push_back({"/items/" + std::to_string(i) + "/verdict", "contradicts_result", "the report passes the lot"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

Result<void> check_certificate(const CertificateFacts& facts) {
  if (facts.failed_test) return Error::conflict("lot_failed_test", "nobody can commit to it");
  if (facts.recalled) return Error::conflict("lot_recalled");
  std::vector<FieldError> wrong;
  if (facts.basis.empty()) wrong.push_back({"/basis", "required", "what the commitment rests on"});
  if (std::set<CertificateBasis>(facts.basis.begin(), facts.basis.end()).size() != facts.basis.size())
    wrong.push_back({"/basis", "repeated", ""});
  if (facts.quantity && *facts.quantity > facts.lot_quantity)
    wrong.push_back({"/quantity", "out_of_range", "the lot has " + std::to_string(facts.lot_quantity)});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  const bool shown = (!names(facts.basis, CertificateBasis::commissioned_test) || facts.passed_commissioned) &&
                     (!names(facts.basis, CertificateBasis::own_test) || facts.passed_own);
  if (!shown) {
    auto error = Error::unprocessable("basis_not_shown", "no passed report of that kind is recorded for the lot");
    error.fields.push_back({"/basis", "basis_not_shown", ""});
    return error;
  }
  return {};
}

bool is_certificate_number(const std::string& text) {
  constexpr std::string_view kForm = "HGZ00000000-";
  if (text.size() != kForm.size() + kCharacters) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = c >= '0' && c <= '9';
    const bool fits = i >= kForm.size() ? digit || (c >= 'A' && c <= 'Z') : kForm[i] == '0' ? digit : c == kForm[i];
    if (!fits) return false;
  }
  return true;
}

std::string certificate_number(Date issued_on, const std::string& text) {
  std::string out = "HGZ";
  for (const char c : to_string(issued_on)) {
    if (c != '-') out += c;
  }
  out += '-';
  for (const char c : text.substr(text.size() - kCharacters))
    out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace shanhai::traceability
