// How Alipay's open platform signs (RSA2): requests to its gateway, the gateway's answers, and the notifications it
// posts. Sources: opendocs.alipay.com/common/02kf5q (requests), /common/02mse7 (answers and asynchronous
// notifications).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/json/json.hpp"
#include "services/orders/payment/rsa.hpp"

namespace shanhai::orders::alipay {

struct App {
  std::string id;         // app_id
  std::string seller_id;  // the partner id that receives the money, 2088...
  RsaPrivateKey key;      // the app's
  RsaPublicKey alipay_key;
};

// Sorted by name, as signatures need them.
using Parameters = std::map<std::string, std::string, std::less<>>;

// "a=1&b=2" over all parameters but those named, values as they are.
std::string signed_content(const Parameters& parameters, std::initializer_list<std::string_view> left_out);

// The gateway's common parameters with their signature, over everything but `sign`. `notify_url` may be empty.
Parameters sign_request(const App& app, std::string_view method, const json::Object& biz_content,
                        const std::string& notify_url, Instant now);

// application/x-www-form-urlencoded, UTF-8.
std::string print_form(const Parameters& parameters);
// unprocessable notice_malformed: a broken escape, a parameter without a name or given twice, invalid UTF-8.
Result<Parameters> parse_form(std::string_view body);

// A notification's signature, over everything but `sign` and `sign_type`. unauthenticated: signature_missing,
// signature_type (anything but RSA2), signature_invalid.
Result<void> check_notice(const App& app, const Parameters& notice);

// The member "<method with underscores>_response" of an answer, after its signature was checked over the bytes as they
// came. unprocessable answer_malformed; unauthenticated signature_missing, signature_invalid.
Result<json::Value> open_answer(const App& app, std::string_view method, std::string_view body);

// The opposite of both, for tests and for simulators written with them.
void sign_notice(const RsaPrivateKey& alipay_key, Parameters& notice);
std::string close_answer(const RsaPrivateKey& alipay_key, std::string_view method, std::string_view node);

}  // namespace shanhai::orders::alipay
