// GS1 keys (GS1 General Specifications 7.9): GTIN with 8, 12, 13 or 14 digits and the mod-10 check digit.
#pragma once

#include <string>
#include <string_view>

namespace shanhai {

bool is_valid_gtin(std::string_view digits);
// Left-padded to 14 digits, the form used in Digital Links and in the database. The input must be valid.
std::string to_gtin14(std::string_view gtin);
char gs1_check_digit(std::string_view digits_without_check);
// Characters allowed in a lot or serial (AI 10, 21: GS1 AI encodable character set 82), 1 to 20 of them.
bool is_valid_gs1_lot(std::string_view text);

}  // namespace shanhai
