#include "services/traceability/evidence/certificate_page.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "common/base/markup.hpp"
#include "services/traceability/epcis/node.hpp"
#include "services/traceability/trace/html.hpp"
#include "services/traceability/trace/page_style.hpp"
#include "services/traceability/trace/qr.hpp"

namespace shanhai::traceability {
namespace {

constexpr auto kTitle = "承诺达标合格证";
constexpr const char* kPromises[] = {"不使用禁用农药兽药、停用兽药和非法添加物", "常规农药兽药残留不超标",
                                     "对承诺的真实性负责"};

using html::fact;

const char* name_of_basis(CertificateBasis basis) {
  switch (basis) {
    case CertificateBasis::commissioned_test:
      return "委托检测";
    case CertificateBasis::own_test:
      return "自我检测";
    case CertificateBasis::quality_control:
      return "内部质量控制";
    case CertificateBasis::self_commitment:
      return "自我承诺";
  }
  return "";
}

const char* name_of_status(CertificateStatus status) {
  switch (status) {
    case CertificateStatus::valid:
      return "有效";
    case CertificateStatus::replaced:
      return "已被新证替换";
    case CertificateStatus::withdrawn:
      return "已撤回";
    case CertificateStatus::lot_recalled:
      return "批次已召回，本证不再有效";
  }
  return "";
}

std::string promises(const std::vector<CertificateBasis>& basis, const std::string& statement) {
  std::string out = "<section><h2>我承诺对生产销售的食用农产品：</h2>";
  for (const auto* promise : kPromises) out += "<p>☑ " + escape_markup(promise) + "</p>";
  out += "<blockquote>" + escape_markup(statement) + "</blockquote><h2>承诺依据：</h2><p>";
  for (const auto one : {CertificateBasis::commissioned_test, CertificateBasis::own_test,
                         CertificateBasis::quality_control, CertificateBasis::self_commitment}) {
    const bool named = std::find(basis.begin(), basis.end(), one) != basis.end();
    out += std::string(named ? "☑ " : "☐ ") + name_of_basis(one) + "　";
  }
  return out + "</p></section>\n";
}

template <class View>
std::string facts(const View& certificate) {
  const auto quantity = certificate.unit == Unit::g ? epcis::kilograms(certificate.quantity) + " kg"
                                                    : std::to_string(certificate.quantity) + " 件";
  return fact("产品名称", certificate.product_name) + fact("批号", certificate.lot_number) +
         fact("数量（重量）", quantity) + fact("产地", certificate.county_name);
}

template <class View>
http::Response page(const View& certificate, const std::string& who, const std::string& code) {
  const bool valid = certificate.status == CertificateStatus::valid;
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>" +
      std::string(kTitle) + " " + escape_markup(certificate.certificate_number) + "</title><style>" +
      std::string(kPageStyle) + "</style></head>\n<body>\n<header><div><h1>" + kTitle + "</h1><p>" +
      escape_markup(certificate.certificate_number) + "</p></div></header>\n<main>\n";
  if (!valid)
    out += std::string("<section class=\"notice\" role=\"alert\"><p>") + name_of_status(certificate.status) +
           "</p></section>\n";
  out += promises(certificate.basis, certificate.statement) + "<section><dl>" + facts(certificate) + who +
         fact("开具日期", to_string(certificate.issued_on)) + fact("状态", name_of_status(certificate.status)) +
         "</dl></section>\n" + code + "</main>\n</body></html>\n";
  return http::Response::of(200, "text/html; charset=utf-8", std::move(out))
      .with("Content-Security-Policy", "default-src 'none'; style-src 'sha256-" + to_base64(sha256(kPageStyle)) +
                                           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
      .with("X-Content-Type-Options", "nosniff")
      .with("Referrer-Policy", "no-referrer")
      .with("Cache-Control", "no-store")
      .with("Vary", "Accept");
}

}  // namespace

http::Response certificate_page(const CertificateView& certificate) {
  const auto code = "<section><h2>" + std::string(kTitle) + "</h2>" + QrCode(certificate.public_url).svg() +
                    "<p class=\"hash\">" + escape_markup(certificate.public_url) + "</p></section>\n";
  return page(certificate, fact("生产者（盖章或签名）", certificate.producer) + fact("联系方式", certificate.contact),
              code);
}

http::Response certificate_page(const PublicCertificateView& certificate) {
  std::string who;
  if (certificate.supplier_name) who += fact("销售主体", *certificate.supplier_name);
  if (certificate.producer) who += fact("生产者", *certificate.producer);
  return page(certificate, who, "");
}

}  // namespace shanhai::traceability
