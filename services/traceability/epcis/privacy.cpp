#include "services/traceability/epcis/privacy.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace shanhai::traceability::epcis {
namespace {

// In lower case, without separators.
constexpr std::array<std::string_view, 34> kNames{
    "phone",        "phonenumber",    "mobile",     "mobilephone",    "mobilenumber", "telephone",     "tel",
    "email",        "emailaddress",   "wechat",     "wechatid",       "idcard",       "idcardnumber",  "idnumber",
    "identitycard", "identitynumber", "nationalid", "passportnumber", "givenname",    "familyname",    "firstname",
    "lastname",     "fullname",       "personname", "contactname",    "farmername",   "householdname", "homeaddress",
    "bankaccount",  "bankcard",       "姓名",       "手机号",         "电话",         "身份证号"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_latin(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr std::size_t kLongest = 18;

bool is_mobile_number(std::string_view digits) {
  if (digits.size() == 13 && digits.starts_with("86")) digits.remove_prefix(2);
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3' &&
         std::all_of(digits.begin(), digits.end(), is_digit);
}

// Six digits of a division, a birthday, a serial, and ISO 7064 MOD 11-2.
bool is_identity_number(std::string_view text) {
  constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kCheck = "10X98765432";
  if (text.size() != 18 || !std::all_of(text.begin(), text.begin() + 17, is_digit)) return false;
  const auto century = text.substr(6, 2), month = text.substr(10, 2), day = text.substr(12, 2);
  if ((century != "19" && century != "20") || month < "01" || month > "12" || day < "01" || day > "31") return false;
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (text[i] - '0') * kWeights[i];
  const char last = text[17] == 'x' ? 'X' : text[17];
  return last == kCheck[static_cast<std::size_t>(sum % 11)];
}

// Schemes of what rings at, or is delivered to, somebody.
bool reaches_person(std::string_view text) {
  for (const std::string_view scheme : {"tel:", "mailto:", "sms:"}) {
    const bool same =
        text.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), text.begin(), [](char s, char c) {
          return s == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
        });
    if (same && text[scheme.size()] != ' ') return true;
  }
  return false;
}

// Does a number begin here? Its groups of digits may stand a space or a dash apart. Chinese characters around it do not
// make it another number.
bool number_at(std::string_view text) {
  std::string number;
  for (std::size_t at = 0; number.size() <= kLongest;) {
    while (at < text.size() && is_digit(text[at])) number += text[at++];
    const auto stands = [&](std::size_t end) { return end >= text.size() || !is_latin(text[end]); };
    if (stands(at) && (is_mobile_number(number) || is_identity_number(number))) return true;
    // 17 digits and X are one number.
    if (at < text.size() && (text[at] == 'X' || text[at] == 'x'))
      return stands(at + 1) && is_identity_number(number + 'X');
    const bool goes_on = at + 1 < text.size() && (text[at] == ' ' || text[at] == '-') && is_digit(text[at + 1]);
    if (!goes_on) return false;
    ++at;
  }
  return false;
}

}  // namespace

bool names_personal_data(std::string_view name) {
  if (const auto end = name.find_last_of(":/#"); end != name.npos) name.remove_prefix(end + 1);
  std::string plain;
  for (const char c : name) {
    if (c == '_' || c == '-' || c == '.') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return std::find(kNames.begin(), kNames.end(), plain) != kNames.end();
}

bool holds_personal_data(std::string_view text) {
  if (reaches_person(text)) return true;
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_digit(text[begin])) {
      ++begin;
      continue;
    }
    if ((begin == 0 || !is_latin(text[begin - 1])) && number_at(text.substr(begin))) return true;
    while (begin < text.size() && is_digit(text[begin])) ++begin;
  }
  return false;
}

}  // namespace shanhai::traceability::epcis
