#include "services/orders/payment/document.hpp"

namespace shanhai::orders {

std::optional<std::string> text_at(const json::Value& document, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = document.find_pointer(pointer, failed);
  if (!found || !found->is_string()) return std::nullopt;
  return std::string(found->get_string());
}

std::optional<std::int64_t> integer_at(const json::Value& document, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = document.find_pointer(pointer, failed);
  if (!found || !found->is_int64()) return std::nullopt;
  return found->get_int64();
}

}  // namespace shanhai::orders
