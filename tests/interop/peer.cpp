// The payment adapters at the end of a pipe: each line of standard input is one call, {"call": "...", ...}; each line
// of standard output its answer, {"ok": ...} or {"error": "code"}. Independent implementations on the other side sign
// what is verified here and verify what is signed here (main.mjs).
#include <fstream>
#include <iostream>
#include <iterator>

#include "common/base/encoding.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/payment/alipay/client.hpp"
#include "services/orders/payment/document.hpp"
#include "services/orders/payment/reconciliation/bills.hpp"
#include "services/orders/payment/wechat_pay/client.hpp"
#include "services/orders/payment/wechat_pay/documents.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::orders {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string state_of(ProviderPayment::State state) {
  switch (state) {
    case ProviderPayment::State::paid:
      return "paid";
    case ProviderPayment::State::closed:
      return "closed";
    case ProviderPayment::State::unpaid:
      return "unpaid";
    case ProviderPayment::State::unknown:
      break;
  }
  return "unknown";
}

std::string state_of(ProviderRefund::State state) {
  switch (state) {
    case ProviderRefund::State::succeeded:
      return "succeeded";
    case ProviderRefund::State::processing:
      return "processing";
    case ProviderRefund::State::failed:
      return "failed";
    case ProviderRefund::State::closed:
      return "closed";
    case ProviderRefund::State::unknown:
      break;
  }
  return "unknown";
}

json::Object describe(const ProviderPayment& payment) {
  return {{"state", state_of(payment.state)},
          {"transaction", payment.transaction},
          {"amount_fen", payment.amount.fen()},
          {"paid_at", to_rfc3339(payment.paid_at)}};
}

class Peer {
 public:
  explicit Peer(const std::string& directory)
      : merchant_{"1600000001",
                  "wx0123456789abcdef",
                  "4A1B2C3D4E5F",
                  RsaPrivateKey(text_of(directory + "/merchant.pem")),
                  "0123456789abcdef0123456789abcdef",
                  "PUB_KEY_ID_0119000000012026112300000000",
                  RsaPublicKey(text_of(directory + "/platform_public.pem"))},
        app_{"2021000000000001", "2088000000000001", RsaPrivateKey(text_of(directory + "/merchant.pem")),
             RsaPublicKey(text_of(directory + "/platform_public.pem"))},
        platform_(text_of(directory + "/platform.pem")),
        merchant_public_(text_of(directory + "/merchant_public.pem")) {}

  // Throws std::exception where a call is malformed.
  Result<json::Value> answer(const json::Value& call) {
    const auto name = text("/call", call);
    if (name == "wechat.authorization") return wechat_authorization(call);
    if (name == "wechat.check") return wechat_check(call);
    if (name == "wechat.notice") return wechat_notice(call);
    if (name == "wechat.seal") {
      return json::Value(
          wechat_pay::seal_signature(platform_, text("/timestamp", call), text("/nonce", call), text("/body", call)));
    }
    if (name == "wechat.close_resource") {
      return json::Value(wechat_pay::close_resource(merchant_.api_v3_key, text("/plain", call),
                                                    text("/associated_data", call), random_));
    }
    if (name == "wechat.bill") return wechat_bill(call);
    if (name == "alipay.sign_request") return alipay_sign(call);
    if (name == "alipay.check_request") return alipay_check_request(call);
    if (name == "alipay.notice") return alipay_notice(call);
    if (name == "alipay.sign_notice") return alipay_sign_notice(call);
    if (name.starts_with("client.")) return client(name.substr(7), call);
    throw std::runtime_error("unknown call " + name);
  }

 private:
  static std::string text(std::string_view pointer, const json::Value& call) {
    auto out = text_at(call, pointer);
    if (!out) throw std::runtime_error("missing " + std::string(pointer));
    return std::move(*out);
  }
  static std::string maybe(std::string_view pointer, const json::Value& call) {
    return text_at(call, pointer).value_or("");
  }
  static alipay::Parameters parameters(const json::Value& object) {
    alipay::Parameters out;
    for (const auto& member : object.as_object())
      out.emplace(std::string(member.key()), std::string(member.value().as_string()));
    return out;
  }
  static json::Object object_of(const alipay::Parameters& parameters) {
    json::Object out;
    for (const auto& [name, value] : parameters) out[name] = value;
    return out;
  }

  Result<json::Value> wechat_authorization(const json::Value& call) {
    return json::Value(wechat_pay::authorization(merchant_, text("/method", call), text("/target", call),
                                                 text("/body", call), clock_.now(), random_));
  }
  struct SealText {
    std::string timestamp, nonce, signature, serial;
    wechat_pay::Seal view() const { return {timestamp, nonce, signature, serial}; }
  };
  static SealText seal(const json::Value& call) {
    return {maybe("/timestamp", call), maybe("/nonce", call), maybe("/signature", call), maybe("/serial", call)};
  }
  Result<json::Value> wechat_check(const json::Value& call) {
    const auto told = seal(call);
    SH_CHECK(wechat_pay::check_seal(merchant_, told.view(), text("/body", call), clock_.now()));
    return json::Value(true);
  }
  Result<json::Value> wechat_notice(const json::Value& call) {
    const auto told = seal(call);
    SH_TRY(const auto notice, wechat_pay::open_notice(merchant_, told.view(), text("/body", call), clock_.now()));
    if (notice.event_type.starts_with("REFUND.")) {
      SH_TRY(const auto refund, wechat_pay::read_refund_notice(merchant_, notice.document));
      return json::Value(json::Object{{"number", refund.number}, {"amount_fen", refund.amount.fen()}});
    }
    SH_TRY(const auto payment, wechat_pay::read_payment(merchant_, notice.document));
    auto out = describe(payment.payment);
    out["number"] = payment.number;
    return json::Value(std::move(out));
  }

  Result<json::Value> wechat_bill(const json::Value& call) {
    const auto base = text("/base", call);
    wechat_pay::Client wechat(http_, merchant_, {base, "", ""}, clock_, random_);
    SH_TRY(const auto day, parse_date(text("/day", call)));
    SH_TRY(const auto file, fixture::run(wechat.bill(day)));
    SH_TRY(const auto entries, parse_bill(PaymentChannel::wechat_pay, file, {merchant_.id, day}));
    json::Array out;
    for (const auto& entry : entries) {
      out.push_back(
          json::Object{{"number", entry.number}, {"transaction", entry.transaction}, {"yuan", to_yuan(entry.amount)}});
    }
    return json::Value(std::move(out));
  }

  Result<json::Value> alipay_sign(const json::Value& call) {
    return json::Value(object_of(alipay::sign_request(app_, text("/method", call), call.at("biz_content").as_object(),
                                                      maybe("/notify_url", call), clock_.now())));
  }
  // As the gateway would.
  Result<json::Value> alipay_check_request(const json::Value& call) {
    SH_TRY(const auto request, alipay::parse_form(text("/form", call)));
    const auto sign = request.find("sign");
    if (sign == request.end()) return Error::unauthenticated("signature_missing");
    const auto signature = from_base64(sign->second);
    if (!signature || !merchant_public_.verify(alipay::signed_content(request, {"sign"}), *signature))
      return Error::unauthenticated("signature_invalid");
    return json::Value(object_of(request));
  }
  Result<json::Value> alipay_notice(const json::Value& call) {
    SH_TRY(const auto form, alipay::parse_form(text("/form", call)));
    SH_CHECK(alipay::check_notice(app_, form));
    SH_TRY(const auto notice, alipay::read_notice(app_, form));
    auto out = describe(notice.payment);
    out["number"] = notice.number;
    return json::Value(std::move(out));
  }
  Result<json::Value> alipay_sign_notice(const json::Value& call) {
    auto notice = parameters(call.at("notice"));
    alipay::sign_notice(platform_, notice);
    return json::Value(json::Object{{"notice", object_of(notice)}, {"form", alipay::print_form(notice)}});
  }

  // The real client over HTTP: {"call": "client.find", "channel": "alipay", "base": "http://...", "number": ...}.
  Result<json::Value> client(const std::string& verb, const json::Value& call) {
    const auto base = text("/base", call);
    wechat_pay::Client wechat(http_, merchant_, {base, base + "/n", base + "/n"}, clock_, random_);
    alipay::Client by_alipay(http_, app_, {base + "/gateway.do", base + "/n"}, clock_);
    PaymentProvider& channel = text("/channel", call) == "alipay" ? static_cast<PaymentProvider&>(by_alipay) : wechat;
    const Money amount(integer_at(call, "/amount_fen").value_or(0)), total(integer_at(call, "/total_fen").value_or(0));
    const auto number = text("/number", call);
    if (verb == "open") {
      const auto opened =
          fixture::run(channel.open({number, "山海助农订单 & 赠品", amount, clock_.now() + std::chrono::minutes(30)}));
      if (opened.has_error()) return opened.error();
      return json::Value(opened->code_url);
    }
    if (verb == "find") {
      const auto found = fixture::run(channel.find(number));
      if (found.has_error()) return found.error();
      return json::Value(describe(*found));
    }
    if (verb == "close") {
      const auto closed = fixture::run(channel.close(number));
      if (closed.has_error()) return closed.error();
      return json::Value(true);
    }
    const RefundOrder order{maybe("/payment", call), number, amount, total, "退款"};
    const auto refund =
        verb == "refund" ? fixture::run(channel.refund(order)) : fixture::run(channel.find_refund(order));
    if (refund.has_error()) return refund.error();
    return json::Value(json::Object{{"state", state_of(refund->state)}, {"id", refund->id}});
  }

  SystemClock clock_;
  SecureRandom random_;
  http::Client http_;
  const wechat_pay::Merchant merchant_;
  const alipay::App app_;
  const RsaPrivateKey platform_;
  const RsaPublicKey merchant_public_;
};

}  // namespace
}  // namespace shanhai::orders

int main(int count, char** arguments) {
  using namespace shanhai;
  if (count != 2) {
    std::cerr << "interop_peer DIRECTORY\n";
    return 2;
  }
  orders::Peer peer(arguments[1]);
  for (std::string line; std::getline(std::cin, line);) {
    json::Object out;
    try {
      auto answer = peer.answer(json::parse_value(line).value());
      if (answer.has_error()) {
        out["error"] = answer.error().code;
        out["detail"] = answer.error().detail;
      } else {
        out["ok"] = std::move(*answer);
      }
    } catch (const Unavailable& e) {
      out["error"] = "unavailable";
      out["detail"] = e.what();
    } catch (const std::exception& e) {
      out["error"] = "malformed_call";
      out["detail"] = e.what();
    }
    std::cout << json::to_text(out) << std::endl;
  }
  return 0;
}
